/**
 * What needs somebody, the most urgent first, in a strip of its own. It has the same room whether anything is in it or
 * not: a new alarm moves no card.
 */
import { computed } from '@preact/signals';
import { ids, link, treadmill, treadmills } from '../../live/store.ts';
import { Tag } from '../../parts/figure.tsx';
import { Icon } from '../../pictures/icons.tsx';
import { t, told } from '../../words/words.ts';
import { calls, wishes } from './calls.ts';
import { people } from './names.ts';
import { needs, type Need } from './needs.ts';
import { showing } from './showing.ts';
import type { Call } from './calls.ts';

const found = computed(() => needs<Call>(treadmills.value, calls.value, wishes.value));
/** Drawn anew only when the needs themselves are others, not with every frame. */
const keys = computed(() => found.value.map((need) => `${need.key}${need.tone}`).join('\n'));

function label(need: Need<Call>): string {
  return treadmill(need.treadmill).peek()?.label ?? need.treadmill;
}

function toCard(id: string): void {
  const card = document.getElementById(`bay-${id}`);
  card?.scrollIntoView({ block: 'center' });
  card?.querySelector('a')?.focus({ preventScroll: true });
}

function open({ call, wish, treadmill: id }: Need<Call>): void {
  if (call) showing.value = { what: 'call', call };
  else if (wish) showing.value = { what: 'wish', treadmill: id, client: wish.client, name: wish.name };
  else toCard(id);
}

function OneNeed({ need }: { need: Need<Call> }) {
  const name = people.value.get(need.call?.person ?? '') ?? need.wish?.name ?? '';
  return (
    <li>
      <button type="button" class="need" data-tone={need.tone} onClick={() => open(need)}>
        <Icon name="warn" />
        <strong>{told('floor.need', need.what)}</strong>
        <span>{[label(need), name].filter(Boolean).join(' · ')}</span>
      </button>
    </li>
  );
}

/** What listeners hear: each new state of the strip, in one sentence for each need. */
function Spoken({ of }: { of: readonly Need<Call>[] }) {
  const says = (tone: Need['tone']): string =>
    of.filter((need) => need.tone === tone).map((need) => `${label(need)}: ${told('floor.need', need.what)}.`).join(' ');
  return (
    <>
      <p class="unseen" role="alert">
        {says('alarm')}
      </p>
      <p class="unseen" role="status">
        {says('warn')}
      </p>
    </>
  );
}

/** What is shown is old: the cards say what was, not what is. Behind the needs, so that it moves none of them. */
function Age() {
  const old = link.value === 'stale' || link.value === 'offline';
  return <div class="age" role="status">{old && <Tag tone="warn">{t('floor.old')}</Tag>}</div>;
}

export function Strip() {
  void keys.value;
  void ids.value;
  const of = found.peek();
  const worst = of[0]?.tone ?? 'none';
  return (
    <section class="strip" aria-labelledby="floor-needs" data-tone={worst}>
      {/* Another sentence in another room is another heading: none of them moves. */}
      <h2 id="floor-needs" key={of.length === 0 ? 'none' : 'some'}>
        {of.length === 0 ? t('floor.needs.none') : t('floor.needs.some', { count: of.length })}
      </h2>
      <ul class="plain" tabIndex={of.length > 0 ? 0 : undefined} aria-labelledby="floor-needs">
        {of.map((need) => (
          <OneNeed key={need.key} need={need} />
        ))}
      </ul>
      <Age />
      <Spoken of={of} />
    </section>
  );
}
