import { useState } from 'preact/hooks';
import { Button, LinkButton } from '../../src/parts/button.tsx';
import { Choices, Scale, Tick } from '../../src/parts/choice.tsx';
import { Dialog } from '../../src/parts/dialog.tsx';
import { LongField, SelectField, TextField } from '../../src/parts/field.tsx';
import { CountField, InclinationField, SpeedField } from '../../src/parts/quantity.tsx';
import { tell } from '../../src/parts/toast.tsx';

function Buttons() {
  const [open, setOpen] = useState(false);
  return (
    <section class="stack">
      <h2>Buttons</h2>
      <div class="row">
        <Button kind="main" icon="check" onPress={() => tell('Kept.')}>
          Keep
        </Button>
        <Button onPress={() => setOpen(true)}>Open the dialog</Button>
        <Button kind="quiet" icon="back">
          Back
        </Button>
        <Button kind="serious" onPress={() => tell('The gateway did not answer: look before you repeat it.', true)}>
          Forget this person
        </Button>
        <Button busy kind="main">
          Under way
        </Button>
        <LinkButton href="#/floor" icon="treadmill">
          To the floor
        </LinkButton>
      </div>
      <Button kind="main" wide large why="The checklist is not complete: clip, shoes.">
        READY
      </Button>
      {open && (
        <Dialog
          title="Take over this treadmill?"
          onClose={() => setOpen(false)}
          actions={<Button kind="main">Take over</Button>}
        >
          <p>Ada holds the controls of Left. She is told, and can stop it all the same.</p>
          <TextField label="Your PIN" value="" onValue={() => undefined} type="password" mode="numeric" short />
        </Dialog>
      )}
    </section>
  );
}

function Fields() {
  const [speed, setSpeed] = useState<number | null>(240);
  const [name, setName] = useState('');
  return (
    <section class="stack">
      <h2>Fields</h2>
      <TextField label="Name" help="As it is called in the room." value={name} onValue={setName} />
      <SpeedField
        label="Cap of this walk"
        help="Lower at once; higher only while the belt stands."
        value={speed}
        onValue={setSpeed}
        least={100}
        most={320}
      />
      <InclinationField label="Inclination" value={25} onValue={() => undefined} least={0} most={100} />
      <CountField label="Year of birth" value={1950} onValue={() => undefined} least={1900} most={2013} />
      <TextField
        label="Address"
        value="AA:BB"
        onValue={() => undefined}
        error="Six pairs of hexadecimal digits, such as 0A:1B:2C:3D:4E:5F"
      />
      <SelectField
        label="Level"
        value="beginner"
        onValue={() => undefined}
        of={[
          { value: 'first', says: 'First steps' },
          { value: 'beginner', says: 'Beginner' },
        ]}
      />
      <LongField label="Note" value="" onValue={() => undefined} maxLength={500} />
    </section>
  );
}

function Chosen() {
  const [chosen, choose] = useState<string | null>('P01');
  const [pain, setPain] = useState<number | null>(2);
  const [ticked, setTicked] = useState(false);
  return (
    <section class="stack">
      <h2>Choices</h2>
      <Choices
        legend="Protocol"
        help="Only what Ada may walk on Left."
        chosen={chosen}
        onChoose={choose}
        of={[
          { value: 'P01', says: 'First steps backward', more: '4 min 30 s, at most 1.9 km/h' },
          { value: 'P04', says: 'Steady twenty', more: '20 min; clipped to 2.4 km/h by the level of Ada' },
          {
            value: 'P06',
            says: 'Hills',
            more: '18 min, up to 5 %',
            whyNot: ['The treadmill does not incline.', 'Level intermediate is needed first.'],
          },
        ]}
      />
      <Scale
        legend="Pain now"
        least="none"
        most="the worst you can think of"
        chosen={pain}
        onChoose={setPain}
      />
      <Tick says="The clip is on, at the back" more="Pull it once." ticked={ticked} onTick={setTicked} />
    </section>
  );
}

export function Controls() {
  return (
    <>
      <h1>What is pressed and filled in</h1>
      <Buttons />
      <div class="split">
        <Fields />
        <Chosen />
      </div>
    </>
  );
}
