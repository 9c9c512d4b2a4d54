/** Which protocol: what this person may walk on this treadmill first, then the rest, each with why not. */
import { useEffect } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import { said } from '../../api/said.ts';
import { Choices, type Choice as Shown } from '../../parts/choice.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { showDistance } from '../../units/shown.ts';
import { clock } from '../../units/time.ts';
import { t, told } from '../../words/words.ts';
import { useRead } from '../reading.ts';
import { choice, choose } from './choice.ts';
import { Forth } from './forth.tsx';
import { checkKey, shared, sorted, type Against, type Listed } from './offers.ts';

/** One thing that stands against a walk, in the reader's words; the gateway's own sentence where it tells more. */
export function against(one: Against): string {
  return told('start.against', checkKey(one.check), { limit: one.limit, why: one.why });
}

function more(one: Listed): string {
  const { protocol, clipped, walked_s: seconds, walked_m: metres } = one;
  return [
    told('start.level', protocol.level),
    seconds == null ? '' : clock(seconds * 1_000),
    metres == null ? '' : showDistance(metres),
    clipped ? t('start.protocol.clipped', { clipped }) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

function shown(one: Listed, common: readonly Against[]): Shown<string> {
  const own = (one.against ?? []).filter((each) => !common.some((other) => other.check === each.check));
  const why = own.length > 0 ? own : (one.against ?? []);
  return {
    value: one.protocol.id,
    says: one.protocol.name,
    more: more(one),
    whyNot: common.length > 0 && own.length === 0 && why.length > 0 ? [t('start.protocol.see_above')] : why.map(against),
  };
}

function pick(listed: readonly Listed[], id: string): void {
  const found = listed.find((each) => each.protocol.id === id);
  if (found !== undefined) choose({ protocol: id, hash: found.protocol.hash });
}

export function Protocol() {
  const { person, treadmill, protocol } = choice.value;
  const query = { person: person ?? '', treadmill: treadmill ?? '' };
  const read = useRead(() => ask('protocols', { query }), `${person} ${treadmill}`);
  const listed = read.value ?? [];
  const { may, mayNot } = sorted(listed);
  const stillMay = may.some((each) => each.protocol.id === protocol);
  useEffect(() => {
    if (read.value !== null && protocol !== null && !stillMay) choose({ protocol: null, hash: null });
  }, [read.value, protocol, stillMay]);
  if (read.problem !== null) return <Failed why={said(read.problem)} retry={read.again} />;
  if (read.value === null) return <Loading />;
  if (listed.length === 0) return <Empty title={t('start.protocol.none')} />;
  const common = may.length === 0 ? shared(listed) : [];
  return (
    <section aria-label={t('start.step.protocol')}>
      {common.map((one) => (
        <Notice key={one.check} tone="warn" title={against(one)}>
          {told('start.against_do', checkKey(one.check))}
        </Notice>
      ))}
      <Choices
        legend={t('start.protocol.legend')}
        of={[...may, ...mayNot].map((one) => shown(one, common))}
        chosen={protocol}
        onChoose={(id) => pick(may, id)}
      />
      <Forth step="protocol" why={protocol === null ? t('start.protocol.choose') : undefined} />
    </section>
  );
}
