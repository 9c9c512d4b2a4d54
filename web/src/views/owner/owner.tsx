/** The owner's page: people, devices, caps, settings, what was done, and what the service says of itself. */
import type { ComponentType } from 'preact';
import { may } from '../../live/me.ts';
import { Tabs } from '../../parts/tabs.tsx';
import { Empty } from '../../parts/states.tsx';
import type { Place } from '../../routes.ts';
import { t } from '../../words/words.ts';
import { AuditSheet } from './audit.tsx';
import { CapsSheet } from './caps-sheet.tsx';
import { DevicesSheet } from './devices.tsx';
import { PeopleSheet } from './people.tsx';
import { ServiceSheet } from './service.tsx';
import { SettingsSheet } from './settings.tsx';

type Sheet = 'people' | 'devices' | 'caps' | 'settings' | 'audit' | 'service';

// Each sheet, and any of the acts it takes to look at it.
const SHEETS: readonly { id: Sheet; acts: readonly string[]; view: ComponentType }[] = [
  { id: 'people', acts: ['person', 'level', 'roles', 'erase'], view: PeopleSheet },
  { id: 'devices', acts: ['revoke', 'pair'], view: DevicesSheet },
  { id: 'caps', acts: ['lower_cap', 'raise_person', 'raise_site'], view: CapsSheet },
  { id: 'settings', acts: ['configure'], view: SettingsSheet },
  { id: 'audit', acts: ['audit'], view: AuditSheet },
  { id: 'service', acts: ['diagnose'], view: ServiceSheet },
];

/** A sheet is part of the address, so that a reload shows it again; it is no other view, so that the focus stays. */
function turnTo(id: Sheet): void {
  location.hash = `#/owner?sheet=${id}`;
}

export function Owner({ place }: { place: Place }) {
  const open = SHEETS.filter((sheet) => sheet.acts.some(may));
  const shown = open.find((sheet) => sheet.id === place.query.get('sheet')) ?? open[0];
  if (shown === undefined) return <Empty title={t('owner.nothing')}>{t('owner.who')}</Empty>;
  const View = shown.view;
  return (
    <div class="owner">
      <h1>{t('owner.title')}</h1>
      <Tabs
        label={t('owner.title')}
        of={open.map(({ id }) => ({ id, name: t(`owner.${id}.name`) }))}
        shown={shown.id}
        onShow={turnTo}
      >
        <View />
      </Tabs>
    </div>
  );
}
