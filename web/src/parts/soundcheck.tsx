/** The test before a walk: hear it, feel it, read it, and say whether it came. */
import { useEffect, useState } from 'preact/hooks';
import { Icon, type IconName } from '../pictures/icons.tsx';
import { speech, tones } from '../sound/device.ts';
import { answered, begun, CHANNELS, tried, verdict, type Channel, type Result, type Results } from '../sound/selftest.ts';
import { canVibrate, vibrate } from '../sound/vibration.ts';
import { language, t } from '../words/words.ts';
import { Button } from './button.tsx';
import { Tag, type Tone } from './figure.tsx';
import { Notice } from './notice.tsx';

const ICONS: Readonly<Record<Channel, IconName>> = {
  tones: 'sound',
  speech: 'speech',
  vibration: 'shake',
  screen: 'screen',
};

// What is played of each channel; the screen is simply looked at.
const PLAYS: Readonly<Record<Channel, () => void>> = {
  tones: () => void tones.unlock().then(() => tones.play('faster', true)),
  speech: () => speech.say(t('sound.test.sentence'), language.value, () => undefined),
  vibration: () => void vibrate('change'),
  screen: () => undefined,
};

function begin(): Results {
  const sounds = typeof AudioContext !== 'undefined';
  return begun({ tones: sounds, speech: speech.speaks(language.value), vibration: canVibrate(), screen: true });
}

const TONES: Readonly<Record<Result, Tone>> = {
  absent: 'plain',
  untried: 'plain',
  tried: 'accent',
  works: 'good',
  fails: 'warn',
};

interface RowProps {
  channel: Channel;
  result: Result;
  onTry: () => void;
  onAnswer: (came: boolean) => void;
}

function Answer({ channel, result, onTry, onAnswer }: RowProps) {
  if (result === 'absent') return <Tag>{t('sound.test.absent')}</Tag>;
  if (result !== 'tried') {
    return <Button onPress={onTry}>{t(result === 'untried' ? 'sound.test.try' : 'sound.test.again')}</Button>;
  }
  return (
    <div class="row" role="group" aria-label={t(`sound.test.asks.${channel}`)}>
      <Button kind="main" onPress={() => onAnswer(true)}>
        {t('sound.test.yes')}
      </Button>
      <Button onPress={() => onAnswer(false)}>{t('sound.test.no')}</Button>
      {channel !== 'screen' && (
        <Button kind="quiet" onPress={onTry}>
          {t('sound.test.again')}
        </Button>
      )}
    </div>
  );
}

function Row(props: RowProps) {
  const { channel, result } = props;
  return (
    <li class="sound-channel">
      <Icon name={ICONS[channel]} />
      <div class="stack tight">
        <span class="row">
          <strong>{t(`sound.test.${channel}`)}</strong>
          {(result === 'works' || result === 'fails') && <Tag tone={TONES[result]}>{t(`sound.test.${result}`)}</Tag>}
        </span>
        {result === 'tried' && <p>{t(`sound.test.asks.${channel}`)}</p>}
        {result === 'tried' && channel === 'tones' && <p class="soft small">{t('sound.test.muted')}</p>}
        <Answer {...props} />
      </div>
    </li>
  );
}

/** onVerdict: told whenever it changes; "told" needs somebody beside the walker who says every change. */
export function SoundCheck({ onVerdict }: { onVerdict: (verdict: 'open' | 'heard' | 'told') => void }) {
  const [results, setResults] = useState(begin);
  const found = verdict(results);
  useEffect(() => onVerdict(found), [found]);
  useVoices(() => setResults((now) => (now.speech === 'absent' ? { ...now, speech: begin().speech } : now)));
  return (
    <section class="stack" aria-label={t('sound.test.title')}>
      <p>{t('sound.test.why')}</p>
      <ul class="plain stack">
        {CHANNELS.map((channel) => (
          <Row
            key={channel}
            channel={channel}
            result={results[channel]}
            onTry={() => {
              PLAYS[channel]();
              setResults((now) => tried(now, channel));
            }}
            onAnswer={(came) => setResults((now) => answered(now, channel, came))}
          />
        ))}
      </ul>
      <div aria-live="polite">
        {found === 'heard' && <Notice tone="good">{t('sound.test.heard')}</Notice>}
        {found === 'told' && <Notice tone="warn">{t('sound.test.told')}</Notice>}
      </div>
    </section>
  );
}

/** Browsers find their voices some time after the page is there. */
function useVoices(found: () => void): void {
  useEffect(() => {
    if (!('speechSynthesis' in globalThis)) return undefined;
    speechSynthesis.addEventListener('voiceschanged', found);
    return () => speechSynthesis.removeEventListener('voiceschanged', found);
  }, []);
}
