/** Who stands beside the walker. Nobody is an answer, too: then the walk is gentler. */
import { ask } from '../../api/client.ts';
import { Choices, type Choice as Shown } from '../../parts/choice.tsx';
import { t } from '../../words/words.ts';
import { useRead } from '../reading.ts';
import { ALONE, choice, choose, UNLISTED } from './choice.ts';

export function Beside() {
  const people = useRead(() => ask('people', {}), 'people');
  const { person, supervisor } = choice.value;
  const known = (people.value ?? []).filter((each) => each.name != null && each.id !== person);
  const of: Shown<string>[] = [
    ...known.map((each) => ({ value: each.id, says: each.name ?? '' })),
    { value: UNLISTED, says: t('start.beside.unlisted'), more: t('start.beside.unlisted_more') },
    { value: ALONE, says: t('start.beside.alone'), more: t('start.beside.alone_more') },
  ];
  return (
    <Choices
      legend={t('start.beside.legend')}
      help={t('start.beside.help')}
      of={of}
      chosen={supervisor}
      onChoose={(chosen) => choose({ supervisor: chosen })}
    />
  );
}
