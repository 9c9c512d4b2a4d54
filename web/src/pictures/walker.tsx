/** Somebody walking on a belt, from the side: which way they face is which way the face, arms and feet point. */
import { motion } from './shapes.ts';

// The console stands at the right. Seen so, a walker who faces it looks right; one who walks backward looks left.
const CONSOLE = 'M196 152 L206 62 M206 62 L182 52 M206 78 L150 84';
const BODY = 'M104 62 C101 78 100 88 100 98';
const FRONT_LEG = 'M100 98 C112 108 120 116 118 126 L124 146 L136 146';
const REAR_LEG = 'M100 98 C96 112 92 120 84 128 L72 142 L80 149';
const ARM = 'M103 68 C110 80 118 86 132 84';

function Person() {
  return (
    <g class="person">
      <circle cx="106" cy="44" r="13" />
      <path class="nose" d="M118 41 L126 46 L118 49z" />
      <path d={BODY} />
      <path d={FRONT_LEG} />
      <path class="far" d={REAR_LEG} />
      <path d={ARM} />
    </g>
  );
}

function Deck({ moving }: { moving: boolean }) {
  return (
    <g>
      <path class="console" d={CONSOLE} />
      <rect class="deck" x="14" y="152" width="192" height="14" rx="7" />
      <path class={moving ? 'belt moving' : 'belt'} d="M22 152 H198" />
    </g>
  );
}

export type FacingName = 'forward' | 'backward';

interface Props {
  facing: FacingName;
  belt: string;
  /** What is read aloud. */
  label: string;
}

/** belt: the gateway's word for what it does. */
export function Walker({ facing, belt, label }: Props) {
  // Mirrored in place: the console stays where it is, the person turns.
  const turn = facing === 'backward' ? 'translate(206 0) scale(-1 1)' : undefined;
  return (
    <svg class="picture walker" viewBox="0 0 224 172" role="img" aria-label={label}>
      <Deck moving={motion(belt) === 'moving'} />
      <g transform={turn}>
        <Person />
      </g>
    </svg>
  );
}
