/** The settings as they are in force: each with its value, where that is from, and why it is there. */
import { useState } from 'preact/hooks';
import { ask, type Answer } from '../../api/client.ts';
import { Tick } from '../../parts/choice.tsx';
import { TextField } from '../../parts/field.tsx';
import { Tag } from '../../parts/figure.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { t } from '../../words/words.ts';
import { useRead } from '../reading.ts';
import { said } from '../../api/said.ts';
import { grouped, matching, written, type Setting } from './chosen.ts';

function One({ setting }: { setting: Setting }) {
  const chosen = setting.origin !== 'default';
  return (
    <li class="entry setting">
      <div>
        <h3>
          <code>{setting.key}</code>
        </h3>
        <p class="soft">{setting.why}</p>
      </div>
      <div class="value">
        <code>{setting.hidden ? t('owner.settings.hidden') : written(setting.value)}</code>
        <Tag tone={chosen ? 'accent' : 'plain'}>{chosen ? setting.origin : t('owner.settings.default')}</Tag>
        {chosen && !setting.hidden && (
          <span class="soft small">{t('owner.settings.instead', { value: written(setting.default) })}</span>
        )}
      </div>
    </li>
  );
}

function List({ settings }: { settings: Answer<'settings'> }) {
  const [wanted, setWanted] = useState('');
  const [chosen, setChosen] = useState(false);
  const groups = grouped(matching(settings, wanted, chosen));
  return (
    <>
      <div class="fields">
        <TextField type="search" label={t('owner.settings.search')} value={wanted} onValue={setWanted} />
        <Tick says={t('owner.settings.chosen')} ticked={chosen} onTick={setChosen} />
      </div>
      {groups.length === 0 && <Empty title={t('owner.settings.none')} />}
      {groups.map(([table, those]) => (
        <section key={table} class="stack tight" aria-label={table || t('owner.settings.top')}>
          <h2>{table === '' ? t('owner.settings.top') : table}</h2>
          <ul class="plain entries">
            {those.map((setting) => (
              <One key={setting.key} setting={setting} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

export function SettingsSheet() {
  const read = useRead(() => ask('settings', {}), '');
  return (
    <div class="stack">
      <p class="soft">{t('owner.settings.says')}</p>
      {read.problem && <Failed why={said(read.problem)} retry={read.again} />}
      {!read.value && !read.problem && <Loading />}
      {read.value && <List settings={read.value} />}
    </div>
  );
}
