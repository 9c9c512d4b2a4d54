/** Ten turns of the mark on the belt, timed by two presses; a stopwatch in the hand does as well. */
import { useState } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/field.tsx';
import { typed } from '../../units/figures.ts';
import { t } from '../../words/words.ts';

// Fewer turns than this are not good to two per cent (the gateway asks for as many).
export const TURNS = 10;

interface Props {
  /** Milliseconds that ten turns took, or null. */
  time: number | null;
  onTime: (time: number | null) => void;
}

/** Seconds as somebody writes them: "108.4" or "108,4". */
export function milliseconds(text: string): number | null {
  const value = typed(text);
  return value === null || value <= 0 ? null : Math.round(value * 1_000);
}

export function Stopwatch({ time, onTime }: Props) {
  const [began, setBegan] = useState<number | null>(null);
  const [text, setText] = useState(time === null ? '' : (time / 1_000).toFixed(1));
  const press = (): void => {
    const now = performance.now();
    if (began === null) return setBegan(now);
    setBegan(null);
    setText(((now - began) / 1_000).toFixed(1));
    onTime(Math.round(now - began));
  };
  const type = (next: string): void => {
    setText(next);
    onTime(milliseconds(next));
  };
  return (
    <div class="stack tight">
      <Button large onPress={press}>
        {began === null ? t('pairing.watch.begin') : t('pairing.watch.end', { turns: TURNS })}
      </Button>
      <TextField
        label={t('pairing.watch.time', { turns: TURNS })}
        help={t('pairing.watch.help')}
        value={text}
        onValue={type}
        mode="decimal"
        unit="s"
        short
        error={text !== '' && milliseconds(text) === null ? t('parts.number') : undefined}
      />
    </div>
  );
}
