/** What can be done at a card besides STOP. Every place keeps its own, so that nothing slides under a finger. */
import { leases } from '../../live/lease.ts';
import { may, me } from '../../live/me.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { href } from '../../routes.ts';
import { t } from '../../words/words.ts';
import type { Lines } from './lines.ts';
import { showing } from './showing.ts';

/** The lease: take it over, or give ours back. Where nobody holds it, whoever starts a walk takes it. */
function Control({ id, lines }: { id: string; lines: Lines }) {
  const holder = lines.holder.value;
  const yours = holder !== '' && holder === me.value?.client;
  const known = !yours || leases.value.has(id);
  if (holder === '' || !may('lease') || !known) return null;
  const press = (): void => void (showing.value = { what: 'lease', treadmill: id });
  return <Button onPress={press}>{t(yours ? 'floor.lease.give' : 'floor.lease.over')}</Button>;
}

/** What is next here: clear a stop, look at a walk, or begin one. */
function Next({ id, lines }: { id: string; lines: Lines }) {
  if (lines.latched.value !== '') {
    if (!may('reset')) return null;
    return <Button onPress={() => void (showing.value = { what: 'reset', treadmill: id })}>{t('floor.reset.open')}</Button>;
  }
  if (lines.stage.value !== '') return <LinkButton href={href('walk', id)}>{t('floor.watch')}</LinkButton>;
  if (!may('start') || lines.link.value !== 'linked') return null;
  return <LinkButton href={href('start', id)}>{t('floor.start')}</LinkButton>;
}

export function CardActions({ id, lines }: { id: string; lines: Lines }) {
  return (
    <div class="actions">
      <div>
        <Next id={id} lines={lines} />
      </div>
      <div>
        <Control id={id} lines={lines} />
      </div>
    </div>
  );
}
