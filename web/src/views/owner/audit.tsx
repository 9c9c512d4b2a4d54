/** Who did what: newest first, page by page, and what somebody looks for among it. */
import { useState } from 'preact/hooks';
import { ask, type Answer } from '../../api/client.ts';
import { treadmill } from '../../live/store.ts';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/field.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { dayAndTime } from '../../units/time.ts';
import { language, t, told } from '../../words/words.ts';
import { useRead } from '../reading.ts';
import { said } from '../../api/said.ts';

type Entry = Answer<'audit'>[number];

// What fits a screen and is read at one sitting; one more is asked for, which tells whether there are older ones.
const PAGE = 50;

function change({ old, new: after }: Entry): string {
  if (old === '' && after === '') return '';
  return old === '' ? after : `${old} → ${after}`;
}

function row(entry: Entry, names: ReadonlyMap<string, string>): readonly string[] {
  const known = (id: string): string => names.get(id) || treadmill(id).peek()?.label || id;
  return [
    dayAndTime(entry.at, language.value),
    `${known(entry.by)} (${told('role', entry.role)})`,
    told('owner.audit.acts', entry.act),
    known(entry.about),
    change(entry),
    entry.reason,
  ];
}

/** The names of people, devices and treadmills by their ids: the record itself keeps ids alone. */
function useNames(): ReadonlyMap<string, string> {
  const people = useRead(() => ask('people', {}), '').value ?? [];
  const devices = useRead(() => ask('tokens', {}), '').value ?? [];
  return new Map([...people, ...devices].map((each) => [each.id, each.name ?? '']));
}

function Entries({ entries }: { entries: readonly Entry[] }) {
  const [wanted, setWanted] = useState('');
  const names = useNames();
  const rows = entries.map((entry) => row(entry, names));
  const text = wanted.trim().toLowerCase();
  const shown = rows.filter((cells) => cells.join(' ').toLowerCase().includes(text));
  const columns = ['when', 'who', 'act', 'about', 'change', 'reason'] as const;
  return (
    <>
      <TextField type="search" label={t('owner.audit.search')} help={t('owner.audit.search_help')} value={wanted} onValue={setWanted} />
      {shown.length === 0 && <Empty title={t('owner.audit.none')} />}
      {shown.length > 0 && (
        <Table
          caption={t('owner.audit.name')}
          columns={columns.map((name) => ({ name: t(`owner.audit.${name}`) }))}
          rows={shown}
          unseenCaption
          stacks
        />
      )}
    </>
  );
}

interface Turning {
  page: number;
  /** Whether there are older ones. */
  more: boolean;
  turn: (page: number) => void;
}

function Pages({ page, more, turn }: Turning) {
  if (page === 0 && !more) return null;
  return (
    <nav class="row" aria-label={t('owner.audit.pages')}>
      {page > 0 && (
        <Button icon="back" onPress={() => turn(page - 1)}>
          {t('owner.audit.newer')}
        </Button>
      )}
      {more && (
        <Button icon="ahead" onPress={() => turn(page + 1)}>
          {t('owner.audit.older')}
        </Button>
      )}
    </nav>
  );
}

export function AuditSheet() {
  const [page, setPage] = useState(0);
  const read = useRead(() => ask('audit', { query: { limit: PAGE + 1, skip: page * PAGE } }), String(page));
  const entries = read.value ?? [];
  return (
    <div class="stack">
      <p class="soft">{t('owner.audit.says')}</p>
      {read.problem && <Failed why={said(read.problem)} retry={read.again} />}
      {!read.value && !read.problem && <Loading />}
      {read.value && <Entries entries={entries.slice(0, PAGE)} />}
      <Pages page={page} more={entries.length > PAGE} turn={setPage} />
    </div>
  );
}
