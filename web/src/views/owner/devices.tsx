/** Devices and programs that are let in, and those that wait: renewed, renamed, let in, sent away, revoked. */
import { useEffect, useState } from 'preact/hooks';
import { ask, type Answer } from '../../api/client.ts';
import { may, me } from '../../live/me.ts';
import { treadmill } from '../../live/store.ts';
import { Button } from '../../parts/button.tsx';
import { Tag } from '../../parts/figure.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { day } from '../../units/time.ts';
import { language, t, told } from '../../words/words.ts';
import { useRead } from '../reading.ts';
import { said } from '../../api/said.ts';
import { LetIn, Program, Rename, Revoke, type Device } from './device-dialogs.tsx';
import { Phone } from './offer.tsx';

type Waiting = Answer<'pairings'>[number];
type Open =
  | { act: 'revoke' | 'rename'; device: Device }
  | { act: 'let_in'; waiting: Waiting }
  | { act: 'program' }
  | { act: 'phone' }
  | null;

function scopes(of: readonly string[]): string {
  return of.map((scope) => told('owner.scope', scope)).join(', ');
}

/** What a device is bound to, and until when. */
function bounds(device: Device, names: ReadonlyMap<string, string>): string {
  const machine = device.treadmill === null ? '' : (treadmill(device.treadmill).value?.label ?? device.treadmill);
  const person = device.person === null ? '' : (names.get(device.person) ?? t('floor.somebody'));
  const used = device.last_used === null ? t('owner.devices.unused') : t('owner.devices.used', { when: day(device.last_used, language.value) });
  const ends = device.expires === null ? '' : t('owner.devices.ends', { when: day(device.expires, language.value) });
  return [scopes(device.scopes), machine, person, used, ends].filter(Boolean).join(' · ');
}

/** A client is a device, or somebody logged in on it. */
function isThis(device: Device): boolean {
  return me.value?.client.split('.')[0] === device.id;
}

interface RowProps {
  device: Device;
  names: ReadonlyMap<string, string>;
  onOpen: (open: Open) => void;
}

function Row({ device, names, onOpen }: RowProps) {
  return (
    <li class="entry">
      <div>
        <h3>{device.name}</h3>
        <p class="soft">{bounds(device, names)}</p>
        {isThis(device) && <Tag tone="accent">{t('owner.devices.this')}</Tag>}
      </div>
      <div class="row acts">
        {may('pair') && (
          <Button kind="quiet" onPress={() => onOpen({ act: 'rename', device })}>
            {t('owner.devices.change')}
            <span class="unseen"> {device.name}</span>
          </Button>
        )}
        {may('revoke') && (
          <Button onPress={() => onOpen({ act: 'revoke', device })}>
            {t('owner.devices.revoke')}
            <span class="unseen"> {device.name}</span>
          </Button>
        )}
      </div>
    </li>
  );
}

function WaitingRow({ waiting, onOpen, onDenied }: { waiting: Waiting; onOpen: (open: Open) => void; onDenied: () => void }) {
  const deny = async (): Promise<void> => {
    await ask('deny_pairing', { path: { pairing: waiting.id } });
    onDenied();
  };
  return (
    <li class="entry">
      <div>
        <h3>{waiting.name}</h3>
        <p class="soft">{t('owner.devices.asks', { scopes: scopes(waiting.scopes), address: waiting.address })}</p>
      </div>
      <div class="row acts">
        <Button kind="quiet" onPress={() => void deny()}>
          {t('owner.devices.deny')}
        </Button>
        <Button kind="main" onPress={() => onOpen({ act: 'let_in', waiting })}>
          {t('owner.devices.let_in')}
        </Button>
      </div>
    </li>
  );
}

function WaitingList({ onOpen, turn }: { onOpen: (open: Open) => void; turn: number }) {
  const read = useRead(() => ask('pairings', {}), String(turn));
  if (!read.value || read.value.length === 0) return null;
  return (
    <section class="stack">
      <h2>{t('owner.devices.waiting')}</h2>
      <ul class="plain entries">
        {read.value.map((waiting) => (
          <WaitingRow key={waiting.id} waiting={waiting} onOpen={onOpen} onDenied={read.again} />
        ))}
      </ul>
    </section>
  );
}

function Opened({ open, onDone, onClose }: { open: NonNullable<Open>; onDone: () => void; onClose: () => void }) {
  const acts = { onDone, onClose };
  switch (open.act) {
    case 'revoke':
      return <Revoke device={open.device} self={isThis(open.device)} {...acts} />;
    case 'rename':
      return <Rename device={open.device} {...acts} />;
    case 'let_in':
      return <LetIn id={open.waiting.id} name={open.waiting.name} scopes={open.waiting.scopes} {...acts} />;
    case 'phone':
      return <Phone onDone={onDone} />;
    case 'program':
      return <Program {...acts} />;
  }
}

function Let({ onOpen, turn }: { onOpen: (open: Open) => void; turn: number }) {
  const read = useRead(() => ask('tokens', {}), String(turn));
  const people = useRead(() => ask('people', {}), '');
  const names = new Map((people.value ?? []).map((each) => [each.id, each.name ?? '']));
  return (
    <section class="stack">
      <div class="row apart">
        <h2>{t('owner.devices.those')}</h2>
        <div class="row">
          {may('pair') && (
            <Button kind="main" icon="plus" onPress={() => onOpen({ act: 'phone' })}>
              {t('owner.devices.phone')}
            </Button>
          )}
          {may('configure') && (
            <Button icon="plus" onPress={() => onOpen({ act: 'program' })}>
              {t('owner.devices.program')}
            </Button>
          )}
        </div>
      </div>
      {read.problem && <Failed why={said(read.problem)} retry={read.again} />}
      {!read.value && !read.problem && <Loading />}
      {read.value?.length === 0 && <Empty title={t('owner.devices.none')} />}
      <ul class="plain entries">
        {read.value?.map((device) => <Row key={device.id} device={device} names={names} onOpen={onOpen} />)}
      </ul>
    </section>
  );
}

// As often as a device that asked looks whether it was let in (ms): who waits is seen without asking for it.
const LOOK_EVERY = 2_000;

/** Counts up now and then, and when somebody did something: each time the lists are read anew. */
function useTurns(): [number, () => void] {
  const [turn, setTurn] = useState(0);
  const next = (): void => setTurn((before) => before + 1);
  useEffect(() => {
    const timer = setInterval(next, LOOK_EVERY);
    return () => clearInterval(timer);
  }, []);
  return [turn, next];
}

export function DevicesSheet() {
  const [open, setOpen] = useState<Open>(null);
  const [turn, next] = useTurns();
  const close = (): void => setOpen(null);
  const done = (): void => {
    close();
    next();
  };
  return (
    <div class="stack">
      <p class="soft">{t('owner.devices.says')}</p>
      {may('pair') && <WaitingList onOpen={setOpen} turn={turn} />}
      {may('revoke') && <Let onOpen={setOpen} turn={turn} />}
      {open && <Opened open={open} onDone={done} onClose={close} />}
    </div>
  );
}
