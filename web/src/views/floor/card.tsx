/** One treadmill: who walks what, how fast, how long still, whose cap holds, who may start, and its own STOP. */
import type { ReadonlySignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { me } from '../../live/me.ts';
import { Tag } from '../../parts/figure.tsx';
import { speedUnit } from '../../units/shown.ts';
import { t, told } from '../../words/words.ts';
import { href } from '../../routes.ts';
import { CardActions } from './actions.tsx';
import { CardStop } from './card-stop.tsx';
import { holderText, linesOf, type Lines } from './lines.ts';
import { beltTone, linkTone } from './standing.ts';

/** Link and belt, told apart: a treadmill may be out of reach and its belt still moving. */
function Ways({ lines }: { lines: Lines }) {
  const { link, belt } = { link: lines.link.value, belt: lines.belt.value };
  return (
    <div class="ways" key={`${link} ${belt}`}>
      <Tag tone={linkTone(link)}>
        <span class="unseen">{t('floor.link')}: </span>
        {told('floor.links', link)}
      </Tag>
      <Tag tone={beltTone(belt)}>
        <span class="unseen">{t('floor.belt')}: </span>
        {told('floor.belts', belt)}
      </Tag>
    </div>
  );
}

function Headline({ lines }: { lines: Lines }) {
  return (
    <p class="headline" data-tone={lines.tone}>
      {lines.headline}
    </p>
  );
}

function Walker({ lines }: { lines: Lines }) {
  return (
    <div class="walker">
      <p class="who">{lines.who}</p>
      <p class="what">{lines.what}</p>
    </div>
  );
}

interface FigureProps {
  name: string;
  value: ReadonlySignal<string>;
  unit?: string;
  kind: string;
}

function Figure({ name, value, unit, kind }: FigureProps) {
  return (
    <div class={kind}>
      <span class="name">{name}</span>
      <span class="value">
        {value}
        {unit && <span class="unit">{unit}</span>}
      </span>
    </div>
  );
}

function Figures({ lines }: { lines: Lines }) {
  return (
    <div class="measured" data-age={lines.age}>
      <Figure kind="speed" name={t('floor.measured')} value={lines.speed} unit={speedUnit.value} />
      <Figure kind="left" name={t('floor.left')} value={lines.left} />
      <Figure kind="tilt" name={t('floor.tilt')} value={lines.tilt} />
    </div>
  );
}

function Rules({ lines }: { lines: Lines }) {
  return (
    <div class="rules">
      <p>{lines.cap}</p>
      <p>{holderText(lines.holder.value, me.value?.client ?? '')}</p>
    </div>
  );
}

/** A name of more letters than that is written small, in two lines. */
const LONG = 10;

export function TreadmillCard({ id }: { id: string }) {
  const lines = useMemo(() => linesOf(id), [id]);
  return (
    <article class="bay" id={`bay-${id}`} aria-label={lines.label} data-tone={lines.tone}>
      <header>
        <h2 data-long={lines.label.value.length > LONG ? '' : undefined}>
          <a href={href('walk', id)}>{lines.label}</a>
        </h2>
        <Ways lines={lines} />
      </header>
      <Headline lines={lines} />
      <Walker lines={lines} />
      <Figures lines={lines} />
      <p class="note">{lines.planned}</p>
      <Rules lines={lines} />
      <div class="presses">
        <CardActions id={id} lines={lines} />
        <CardStop id={id} lines={lines} />
      </div>
    </article>
  );
}
