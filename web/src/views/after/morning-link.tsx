/** The way to the questions of the next morning, for the walker's own phone: it tells, and reads nothing. */
import { ask } from '../../api/client.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Qr } from '../../parts/qr.tsx';
import { t } from '../../words/words.ts';
import { useDoing } from '../doing.ts';
import { outside } from '../outside.ts';
import { Against } from '../proof.tsx';
import { useSite } from '../site.ts';
import { useState } from 'preact/hooks';

/** A letter to oneself, ready to be sent; the browser hands it to whatever writes mail there. */
function letter(address: string): string {
  const [subject, body] = [t('after.link.subject'), `${t('after.link.body')}\n\n${address}\n`].map(encodeURIComponent);
  return `mailto:?subject=${subject}&body=${body}`;
}

function Shown({ session, token }: { session: string; token: string }) {
  const site = useSite();
  if (site === null) return null;
  const place = `/morning/${encodeURIComponent(session)}/${encodeURIComponent(token)}`;
  const address = outside(location.href, site.address, place);
  if (address === null) return <Notice tone="warn" title={t('after.link.alone')} />;
  return (
    <div class="morning-link">
      <Qr text={address} label={t('after.link.scan')} />
      <div class="stack tight">
        <p>{t('after.link.how')}</p>
        <p class="address">
          <a href={address}>{address}</a>
        </p>
        <p>
          <a class="button plain" href={letter(address)}>
            {t('after.link.mail')}
          </a>
        </p>
        <p class="soft small">{t('after.link.lasts')}</p>
      </div>
    </div>
  );
}

export function MorningLink({ session }: { session: string }) {
  const [token, setToken] = useState<string | null>(null);
  const doing = useDoing();
  const press = async (): Promise<void> => {
    const done = await doing.run(() => ask('morning_link', { path: { session } }));
    if (done) setToken(done.value.token);
  };
  return (
    <section class="card unprinted" aria-labelledby="tomorrow">
      <h2 id="tomorrow">{t('after.link.title')}</h2>
      <p>{t('after.link.why')}</p>
      <Against doing={doing} />
      {token === null ? (
        <Button icon="clock" busy={doing.busy} onPress={() => void press()}>
          {t('after.link.press')}
        </Button>
      ) : (
        <Shown session={session} token={token} />
      )}
    </section>
  );
}
