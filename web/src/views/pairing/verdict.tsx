/** What the record is worth: that it holds, what is missing or wrong, or the fault for which nobody walks here. */
import { LinkButton } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { href } from '../../routes.ts';
import { t } from '../../words/words.ts';
import type { Proof } from './proof.ts';
import { nextStep } from './steps.ts';

export function Verdict({ proof, treadmill }: { proof: Proof; treadmill: string }) {
  if (!proof.commissioned) return <Notice tone="warn" title={t('pairing.verdict_of.bad')}>{t('pairing.verdict_of.bad_do')}</Notice>;
  return (
    <Notice
      tone="good"
      title={t('pairing.verdict_of.good')}
      action={<LinkButton kind="main" href={href('start', treadmill)}>{t('pairing.verdict_of.walk')}</LinkButton>}
    >
      {t('pairing.verdict_of.good_says')}
    </Notice>
  );
}

/** What is missing is seen by the steps; this is what was found wrong, as soon as it was. */
function wrong(proof: Proof): readonly string[] {
  return proof.problems.filter((each) => !each.startsWith('not noted:'));
}

export function Faults({ proof }: { proof: Proof }) {
  if (proof.record === null) return null;
  const faults = wrong(proof);
  return (
    <div role="status" class="stack">
      {proof.blocked !== '' && (
        <Notice tone="alarm" title={t('pairing.measured.blocked')}>
          <p lang="en">{proof.blocked}</p>
          <p>{t('pairing.verdict_of.blocked_do')}</p>
        </Notice>
      )}
      {faults.length > 0 && (nextStep(proof.record) === null || proof.blocked === '') && (
        <Notice tone="warn" title={t('pairing.verdict_of.wrong')}>
          <ul lang="en">
            {faults.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
          <p>{t('pairing.verdict_of.wrong_do')}</p>
        </Notice>
      )}
    </div>
  );
}
