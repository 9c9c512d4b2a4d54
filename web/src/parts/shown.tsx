/** How this device shows the page: language, unit of speed, look. For everybody who looks at it, logged in or not. */
import { useState } from 'preact/hooks';
import { choices, choose, CHOICES, type Choice } from '../choices.ts';
import { Icon } from '../pictures/icons.tsx';
import { language, LANGUAGES, t } from '../words/words.ts';
import { Dialog } from './dialog.tsx';
import { SelectField } from './field.tsx';

type Offered = readonly { value: string; says: string }[];

function offered(): Readonly<Record<Choice, Offered>> {
  return {
    language: Object.entries(LANGUAGES).map(([value, says]) => ({ value, says })),
    speed: CHOICES.speed.map((value) => ({ value, says: t(`parts.shown.speeds.${value}`) })),
    look: CHOICES.look.map((value) => ({ value, says: t(`parts.shown.looks.${value}`) })),
  };
}

// In the order they are asked in.
const ASKED: readonly Choice[] = ['language', 'speed', 'look'];

/** A button that opens the choices. */
export function Shown() {
  const [open, setOpen] = useState(false);
  const now = { ...choices.value, language: language.value };
  const of = offered();
  return (
    <>
      <button type="button" class="button quiet shown" onClick={() => setOpen(true)}>
        <Icon name="screen" />
        <span>{t('parts.shown.open')}</span>
      </button>
      {open && (
        <Dialog title={t('parts.shown.title')} onClose={() => setOpen(false)}>
          {ASKED.map((choice) => (
            <SelectField
              key={choice}
              label={t(`parts.shown.${choice}`)}
              value={now[choice]}
              onValue={(value) => choose(choice, value)}
              of={of[choice]}
            />
          ))}
        </Dialog>
      )}
    </>
  );
}
