/** The segments in their order: what each does, changed where it stands. */
import { Button } from '../../parts/button.tsx';
import { SelectField, TextField } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { t, told } from '../../words/words.ts';
import { draft } from './desk.ts';
import { added, changed, KINDS, moved, without, type Kind, type Piece } from './draft.ts';
import type { Faults, PieceField } from './faults.ts';

// Which figures a segment has; `docs/protocols.md` has the table.
const FIGURES: Readonly<Record<Kind, readonly PieceField[]>> = {
  settle: ['lasts'],
  hold: ['speed', 'inclination', 'lasts'],
  ramp: ['speed', 'inclination', 'lasts'],
  turn: ['lasts'],
  rest: ['lasts'],
};

type Wrong = Readonly<Partial<Record<PieceField | 'whole', string>>>;

function set(key: number, change: Partial<Piece>): void {
  draft.value = changed(draft.value, key, change);
}

/** "Speed", or "to speed" of a ramp; "at least" of what a person ends. */
function label(kind: Kind, field: PieceField): string {
  if (field === 'speed' && kind === 'ramp') return t('editor.to');
  if (field === 'lasts' && (kind === 'turn' || kind === 'rest')) return t('editor.atLeast');
  return t(`editor.${field}`);
}

function Figures({ piece, wrong }: { piece: Piece; wrong: Wrong }) {
  return (
    <div class="figures">
      {FIGURES[piece.kind].map((field) => (
        <TextField
          key={field}
          label={label(piece.kind, field)}
          error={wrong[field]}
          value={piece[field]}
          onValue={(value) => set(piece.key, { [field]: value })}
          maxLength={24}
          short
        />
      ))}
    </div>
  );
}

function Acts({ piece, at, of }: { piece: Piece; at: number; of: number }) {
  // Said after each word to whoever does not see beside which segment it stands.
  const which = <span class="unseen"> ({at + 1})</span>;
  return (
    <div class="row">
      <Button kind="quiet" why={at === 0 ? t('editor.isFirst') : undefined} onPress={() => (draft.value = moved(draft.value, piece.key, -1))}>
        {t('editor.earlier')}
        {which}
      </Button>
      <Button kind="quiet" why={at === of - 1 ? t('editor.isLast') : undefined} onPress={() => (draft.value = moved(draft.value, piece.key, 1))}>
        {t('editor.later')}
        {which}
      </Button>
      <Button kind="quiet" icon="plus" onPress={() => (draft.value = added(draft.value, 'hold', piece.key))}>
        {t('editor.behind')}
        {which}
      </Button>
      <Button kind="quiet" icon="close" onPress={() => (draft.value = without(draft.value, piece.key))}>
        {t('editor.takeAway')}
        {which}
      </Button>
    </div>
  );
}

function One({ piece, at, of, wrong }: { piece: Piece; at: number; of: number; wrong: Wrong }) {
  return (
    <li class="piece">
      <h3>
        {at + 1}. {told('editor.kind', piece.kind)} <span class="soft">{told('editor.faces', piece.facing)}</span>
      </h3>
      <SelectField<Kind>
        label={t('editor.what')}
        value={piece.kind}
        onValue={(kind) => set(piece.key, { kind })}
        of={KINDS.map((value) => ({ value, says: told('editor.kind', value) }))}
      />
      <Figures piece={piece} wrong={wrong} />
      <TextField
        label={t('editor.say')}
        error={wrong.say}
        value={piece.say}
        onValue={(say) => set(piece.key, { say })}
        maxLength={500}
      />
      {wrong.whole === undefined ? null : <Notice tone="warn">{wrong.whole}</Notice>}
      <Acts piece={piece} at={at} of={of} />
    </li>
  );
}

export function Pieces({ faults }: { faults: Faults }) {
  const { pieces } = draft.value;
  return (
    <section class="stack" aria-label={t('editor.segments')}>
      <h2>{t('editor.segments')}</h2>
      <p class="help">{t('editor.help.pieces')}</p>
      <ol class="pieces">
        {pieces.map((piece, at) => (
          <One key={piece.key} piece={piece} at={at} of={pieces.length} wrong={faults.pieces.get(piece.key) ?? {}} />
        ))}
      </ol>
      <Button icon="plus" onPress={() => (draft.value = added(draft.value, 'hold', null))}>
        {t('editor.add')}
      </Button>
    </section>
  );
}
