/** The report of one walk: on a screen, and on two pages of A4 as a physiotherapist would print it. */
import { useEffect, useMemo } from 'preact/hooks';
import { ask, type Answer } from '../../api/client.ts';
import { may } from '../../live/me.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Paper } from '../../parts/plot/paper.tsx';
import { Plot } from '../../parts/plot/plot.tsx';
import { Loading } from '../../parts/states.tsx';
import { href, type Place } from '../../routes.ts';
import { clock, dayAndTime } from '../../units/time.ts';
import { language, t, told } from '../../words/words.ts';
import { useRead } from '../reading.ts';
import { happened, start, traceOf, type Happened } from './course.ts';
import { fieldOf, label, shownValue } from './field.ts';
import { Fields } from './fields.tsx';
import { Light } from './light.tsx';
import { MorningLink } from './morning-link.tsx';
import { Save } from './save.tsx';
import { Segments } from './segments.tsx';
import { Unread } from './unread.tsx';

type Told = Answer<'report'>;
type Samples = Answer<'samples'>;

// What is seen first: what was done, how hard it was, how it ended.
const FIRST = ['belt_time_s', 'distance_m', 'measured_max_kmh', 'rpe_end', 'pain_worst', 'stop_reason'] as const;
// A walk that is just over is written down within some seconds: then it is looked at again (ms).
const AGAIN = 2_000;

function First({ report }: { report: Told }) {
  return (
    <div class="first-figures">
      {FIRST.map((key) => {
        const field = fieldOf(report.sections, key);
        return field && <Figure key={key} name={label(field)} value={shownValue(field)} />;
      })}
    </div>
  );
}

function saysOf(each: Happened): string {
  if ('event' in each) {
    const of = each.event.code === 'facing' ? told('start.facing', each.event.of) : told('after.stop', each.event.of);
    return told('after.event', each.event.code, { of });
  }
  const { kind, value, text } = each.mark;
  return told('after.mark', kind, { value: value ?? '', text });
}

function Course({ report, samples }: { report: Told; samples: Samples }) {
  const from = start(samples);
  const trace = useMemo(() => traceOf(samples, report.segments), [samples, report]);
  const list = happened(report, from);
  const span = trace.now ?? 0;
  const marks = list.map((each) => ({ at: each.at, says: saysOf(each) }));
  if (trace.measured === 0) return <p class="soft">{t('plot.empty')}</p>;
  return (
    <>
      <div class="unprinted">
        <Plot trace={trace} span={span} marks={marks.filter((_, index) => 'event' in (list[index] ?? {}))} />
      </div>
      <Paper trace={trace} span={span} marks={marks.map((each) => each.at)} />
      <ol class="happened">
        {marks.map((each, index) => (
          <li key={index}>
            <time>{clock(each.at)}</time> {each.says}
          </li>
        ))}
      </ol>
      {report.segments.length > 0 && <Segments laps={report.segments} from={from} />}
    </>
  );
}

function Head({ report }: { report: Told }) {
  const { session, name, protocol } = report;
  const facts = [
    protocol ?? session.protocol,
    told('start.level', session.level),
    session.label,
    session.number === null ? '' : t('after.number', { n: session.number }),
  ];
  return (
    <header class="report-head">
      <div>
        <h1>{t('after.report.title')}</h1>
        <p class="lead">{[name ?? t('after.report.nobody'), dayAndTime(session.began, language.value)].join(' · ')}</p>
        <p class="soft">{facts.filter(Boolean).join(' · ')}</p>
      </div>
      <div class="row unprinted">
        {session.person !== null && <LinkButton href={href('progress', session.person)}>{t('after.progress')}</LinkButton>}
        {may('tell') && <LinkButton href={href('after', session.id)}>{t('after.title')}</LinkButton>}
        <Button icon="print" onPress={() => print()}>
          {t('after.report.print')}
        </Button>
      </div>
    </header>
  );
}

function Read({ report, samples }: { report: Told; samples: Samples | null }) {
  const { session, light, after } = report;
  return (
    <>
      <Head report={report} />
      <Notice title={t(session.simulated ? 'after.report.simulated' : 'after.report.real')} />
      {light === null ? <Notice tone="warn" title={t('after.report.open')} /> : <Light of={light} />}
      <First report={report} />
      <section class="card course" aria-labelledby="course">
        <h2 id="course">{t('after.report.course')}</h2>
        {samples === null ? <Loading /> : <Course report={report} samples={samples} />}
      </section>
      <div class="card all-fields">
        {report.sections.map((section) => (
          <Fields key={section.title} of={section} />
        ))}
      </div>
      {may('tell') && after.morning == null && session.ended !== null && <MorningLink session={session.id} />}
      <Save session={session.id} />
      <p class="soft small disclaimer">{t('after.report.disclaimer')}</p>
    </>
  );
}

export function Report({ place }: { place: Place }) {
  const session = place.params['session'] ?? '';
  const read = useRead(() => ask('report', { path: { session } }), session);
  const open = read.value?.session.state === 'open';
  const samples = useRead(() => ask('samples', { path: { session } }), `${session} ${open}`);
  useEffect(() => {
    if (!open) return;
    const timer = setInterval(read.again, AGAIN);
    return () => clearInterval(timer);
  }, [open]);
  if (read.value !== null) {
    return (
      <div class="report">
        <Read report={read.value} samples={samples.value} />
      </div>
    );
  }
  return (
    <>
      <h1>{t('after.report.title')}</h1>
      <Unread problem={read.problem} retry={read.again} />
    </>
  );
}
