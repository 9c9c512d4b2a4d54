/** Every field of the report; what is missing is said in one line each, so that what was told stands out. */
import type { Schema } from '../../api/client.ts';
import { told } from '../../words/words.ts';
import { label, shownValue, type Field } from './field.ts';

/** The fields without a value, by what is said of them. */
function absent(fields: readonly Field[]): readonly (readonly [string, string])[] {
  const by = new Map<string, string[]>();
  for (const field of fields) {
    const says = shownValue(field);
    by.set(says, [...(by.get(says) ?? []), label(field)]);
  }
  return [...by].map(([says, labels]) => [says, labels.join(', ')]);
}

export function Fields({ of }: { of: Schema<'SectionView'> }) {
  const known = of.entries.filter((each) => each.known);
  return (
    <section class="fields-of">
      <h2>{told('after.section', of.title.toLowerCase())}</h2>
      {known.length > 0 && (
        <dl>
          {known.map((field) => (
            <div key={field.key}>
              <dt>{label(field)}</dt>
              <dd>{shownValue(field)}</dd>
            </div>
          ))}
        </dl>
      )}
      {absent(of.entries.filter((each) => !each.known)).map(([says, labels]) => (
        <p key={says} class="soft small">
          <em>{says}:</em> {labels}
        </p>
      ))}
    </section>
  );
}
