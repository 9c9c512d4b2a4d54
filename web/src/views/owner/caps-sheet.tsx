/** Every cap that holds, layer by layer: which of them limits, who set it, and when it runs out. */
import { useState } from 'preact/hooks';
import { ask, type Result } from '../../api/client.ts';
import { treadmills } from '../../live/store.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { SelectField } from '../../parts/field.tsx';
import { Tag } from '../../parts/figure.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { showInclination, showSpeed } from '../../units/shown.ts';
import { clock, dayAndTime } from '../../units/time.ts';
import { language, t, told } from '../../words/words.ts';
import { useRead } from '../reading.ts';
import { setBy } from '../set_by.ts';
import { said } from '../../api/said.ts';
import { CapDialog } from './cap-dialog.tsx';
import { figureOf, inForce, kindOf, KINDS, lifted, limits, type Draft, type Kind, type Layer, type Limits, type Rule } from './caps.ts';
import type { Person } from './roster.ts';

const NEW: Draft = { whose: 'site', kind: 'speed', steps: null, person: '', treadmill: '', reason: '', end: 'stays' };

function shown(kind: Kind, value: number | null): string {
  if (value === null) return '';
  if (kind === 'speed') return showSpeed(value);
  return kind === 'inclination' ? showInclination(value) : clock(value * 1_000);
}

type Names = ReadonlyMap<string, string>;

function Cell({ of, layer, kind }: { of: Limits; layer: Layer; kind: Kind }) {
  const text = shown(kind, figureOf(layer, kind));
  return limits(of, layer, kind) ? <Tag tone="accent">{text}</Tag> : <>{text}</>;
}

function Facing({ of, names }: { of: Limits; names: Names }) {
  const columns = [
    { name: t('owner.caps.layer') },
    ...KINDS.map((kind) => ({ name: t(`owner.caps.kind.${kind}`), number: true })),
    { name: t('owner.caps.set_by') },
  ];
  const rows = of.layers.map((layer) => [
    told('floor.layer', layer.source),
    ...KINDS.map((kind) => <Cell of={of} layer={layer} kind={kind} />),
    layer.set_by === '' ? '' : setBy(layer, names),
  ]);
  const facing = told('floor.facing', of.facing);
  return (
    <Card title={facing}>
      <p class="lead figures">{KINDS.map((kind) => shown(kind, figureOf(of, kind))).join(' · ')}</p>
      {of.derated && <p class="soft">{t('owner.caps.derated')}</p>}
      <Table caption={t('owner.caps.caption', { facing })} columns={columns} rows={rows} unseenCaption stacks />
    </Card>
  );
}

function place(rule: Rule, names: Names): string {
  const whose = rule.facing ?? rule.source;
  const machine = treadmills.value.find((each) => each.id === rule.treadmill)?.label ?? rule.treadmill ?? '';
  const who = rule.person === null ? told('owner.caps.place', whose) : (names.get(rule.person) ?? t('floor.somebody'));
  return [who, machine].filter(Boolean).join(', ');
}

function Rules({ rules, names, onLift }: { rules: readonly Rule[]; names: Names; onLift: (rule: Rule) => void }) {
  const holding = inForce(rules, Date.now());
  if (rules.length === 0) return <Empty title={t('owner.caps.no_rules')} />;
  return (
    <ul class="plain entries">
      {rules.map((rule) => (
        <li class="entry" key={rule.id}>
          <div>
            <h3>
              {shown(kindOf(rule), figureOf(rule, kindOf(rule)))} · {place(rule, names)}
            </h3>
            <p class="soft">{[names.get(rule.by) ?? told('role', rule.role), dayAndTime(rule.at, language.value), rule.reason].filter(Boolean).join(' · ')}</p>
            <Ends rule={rule} holds={holding.has(rule.id)} />
          </div>
          {holding.has(rule.id) && <Button onPress={() => onLift(rule)}>{t('owner.caps.lift')}</Button>}
        </li>
      ))}
    </ul>
  );
}

function Ends({ rule, holds }: { rule: Rule; holds: boolean }) {
  if (!holds) return <Tag>{t('owner.caps.over')}</Tag>;
  if (rule.expires === null) return <Tag tone="good">{t('owner.caps.stays')}</Tag>;
  return <Tag tone="good">{t('owner.caps.until', { when: dayAndTime(rule.expires, language.value) })}</Tag>;
}

interface Seen {
  limits: readonly Limits[];
  rules: readonly Rule[];
}

/** What holds and what was set, at one time. */
async function look(treadmill: string, person: string): Promise<Result<Seen>> {
  const whose = person === '' ? {} : { person };
  const [held, set] = await Promise.all([
    ask('limits', { query: { treadmill, ...whose } }),
    ask('limit_rules', { query: whose }),
  ]);
  if (!held.ok) return held;
  return set.ok ? { ok: true, value: { limits: held.value, rules: set.value }, version: null } : set;
}

function Chosen({ treadmill, person, people }: { treadmill: string; person: string; people: readonly Person[] }) {
  const read = useRead(() => look(treadmill, person), `${treadmill} ${person}`);
  const [draft, setDraft] = useState<Draft | null>(null);
  const names: Names = new Map(people.map((each) => [each.id, each.name ?? '']));
  const mine: Partial<Draft> = person === '' ? {} : { whose: 'person', person };
  const done = (): void => {
    setDraft(null);
    read.again();
  };
  if (read.problem) return <Failed why={said(read.problem)} retry={read.again} />;
  if (!read.value) return <Loading />;
  const { limits: held, rules } = read.value;
  return (
    <>
      <div class="split even">
        {held.map((each) => (
          <Facing key={each.facing} of={each} names={names} />
        ))}
      </div>
      <div class="row apart">
        <h2>{t('owner.caps.rules')}</h2>
        <Button kind="main" icon="plus" onPress={() => setDraft({ ...NEW, ...mine })}>
          {t('owner.cap.title')}
        </Button>
      </div>
      <Rules rules={rules} names={names} onLift={(rule) => setDraft(lifted(rule, rules))} />
      {draft && <CapDialog from={draft} people={people} onDone={done} onClose={() => setDraft(null)} />}
    </>
  );
}

export function CapsSheet() {
  const machines = treadmills.value;
  const [wanted, setWanted] = useState('');
  const [person, setPerson] = useState('');
  const read = useRead(() => ask('people', {}), '');
  const treadmill = machines.some((each) => each.id === wanted) ? wanted : (machines[0]?.id ?? '');
  const people = read.value ?? [];
  if (treadmill === '') return <Empty title={t('floor.none.title')}>{t('owner.caps.needs')}</Empty>;
  return (
    <div class="stack">
      <p class="soft">{t('owner.caps.says')}</p>
      <div class="fields">
        <SelectField
          label={t('owner.caps.treadmill')}
          value={treadmill}
          onValue={setWanted}
          of={machines.map((each) => ({ value: each.id, says: each.label }))}
        />
        <SelectField
          label={t('owner.caps.person')}
          value={person}
          onValue={setPerson}
          of={[{ value: '', says: t('owner.caps.anybody') }, ...people.map((each) => ({ value: each.id, says: each.name ?? each.id }))]}
        />
      </div>
      <Chosen treadmill={treadmill} person={person} people={people} />
    </div>
  );
}
