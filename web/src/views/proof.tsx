/** What stood against something, and the PIN where the gateway wants to know once more who asks. */
import { useEffect, useRef } from 'preact/hooks';
import type { Problem } from '../api/client.ts';
import { advice, detail, said } from '../api/said.ts';
import { TextField } from '../parts/field.tsx';
import { Notice } from '../parts/notice.tsx';
import { t } from '../words/words.ts';
import type { Doing } from './doing.ts';

// A PIN has four to eight digits.
const PIN_DIGITS = 8;

// Where our words only say that something is wrong, what the gateway told says what.
const VAGUE = new Set(['invalid', 'conflict', 'role', 'preflight-failed']);

/** In words, with what to do; read aloud when it comes, and in sight: whoever pressed looks for what became of it. */
export function Problems({ of }: { of: Problem | null }) {
  const own = of !== null && VAGUE.has(of.code) ? detail(of) : null;
  const seen = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (of !== null) seen.current?.scrollIntoView({ block: 'nearest' });
  }, [of]);
  return (
    <div role="alert" ref={seen}>
      {of !== null && (
        <Notice tone="warn" title={said(of)}>
          {own && <p lang={own.lang}>{own.text}</p>}
          <p>{advice(of)}</p>
        </Notice>
      )}
    </div>
  );
}

function Proof({ pin, setPin }: Doing) {
  return (
    <div class="stack tight proof">
      <p>{t('owner.again.why')}</p>
      <TextField
        label={t('owner.again.pin')}
        help={t('owner.again.help')}
        type="password"
        mode="numeric"
        short
        maxLength={PIN_DIGITS}
        value={pin}
        onValue={setPin}
      />
    </div>
  );
}

/** Between the fields of a form and its buttons. `unless`: a code that the form explains itself. */
export function Against({ doing, unless }: { doing: Doing; unless?: string }) {
  const { problem, again } = doing;
  const explained = problem?.code === 'confirm-again' || problem?.code === unless;
  return (
    <>
      <Problems of={explained ? null : problem} />
      {again && <Proof {...doing} />}
    </>
  );
}
