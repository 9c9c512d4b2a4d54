/** Who did what: newest first, page by page, and what somebody looks for among it. */
import { useState } from 'preact/hooks';
import { ask, type Answer } from '../../api/client.ts';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/field.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { dayAndTime } from '../../units/time.ts';
import { language, t, told } from '../../words/words.ts';
import { useRead } from '../reading.ts';
import { said } from '../../api/said.ts';

type Entry = Answer<'audit'>[number];

// What fits a screen and is read at one sitting.
const PAGE = 50;

function change({ old, new: after }: Entry): string {
  if (old === '' && after === '') return '';
  return old === '' ? after : `${old} → ${after}`;
}

function row(entry: Entry, names: ReadonlyMap<string, string>): readonly string[] {
  const known = (id: string): string => names.get(id) || id;
  return [
    dayAndTime(entry.at, language.value),
    `${known(entry.by)} (${told('owner.role', entry.role)})`,
    told('owner.audit.acts', entry.act),
    known(entry.about),
    change(entry),
    entry.reason,
  ];
}

function Entries({ entries }: { entries: readonly Entry[] }) {
  const [wanted, setWanted] = useState('');
  const people = useRead(() => ask('people', {}), '');
  const names = new Map((people.value ?? []).map((each) => [each.id, each.name ?? '']));
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
        />
      )}
    </>
  );
}

export function AuditSheet() {
  const read = useRead(() => ask('audit', {}), '');
  const [page, setPage] = useState(0);
  const entries = read.value ?? [];
  const shown = entries.slice(page * PAGE, (page + 1) * PAGE);
  return (
    <div class="stack">
      <p class="soft">{t('owner.audit.says')}</p>
      {read.problem && <Failed why={said(read.problem)} retry={read.again} />}
      {!read.value && !read.problem && <Loading />}
      {read.value && <Entries entries={shown} />}
      <nav class="row" aria-label={t('owner.audit.pages')}>
        {page > 0 && (
          <Button icon="back" onPress={() => setPage(page - 1)}>
            {t('owner.audit.newer')}
          </Button>
        )}
        {entries.length > (page + 1) * PAGE && (
          <Button icon="ahead" onPress={() => setPage(page + 1)}>
            {t('owner.audit.older')}
          </Button>
        )}
      </nav>
    </div>
  );
}
