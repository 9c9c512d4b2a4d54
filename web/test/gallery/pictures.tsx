import { Card } from '../../src/parts/card.tsx';
import { BeltState, LinkState, Signal } from '../../src/pictures/belt.tsx';
import { Facing } from '../../src/pictures/facing.tsx';
import { Icon, type IconName } from '../../src/pictures/icons.tsx';
import { Inclination } from '../../src/pictures/inclination.tsx';
import { Light } from '../../src/pictures/light.tsx';
import { Ring } from '../../src/pictures/ring.tsx';
import { Weeks } from '../../src/pictures/weeks.tsx';

const ICONS: readonly IconName[] = [
  'back', 'ahead', 'check', 'close', 'plus', 'minus', 'warn', 'info', 'refused', 'key', 'sound', 'speech', 'shake',
  'screen', 'person', 'treadmill', 'heart', 'clock', 'save', 'print', 'edit', 'search',
];
const BELTS = ['unknown', 'idle', 'running', 'stopping'];
const LINKS = ['searching', 'connecting', 'linked', 'lost', 'unreachable'];

const WEEKS = [
  { from_day: '2026-11-02', walks: 2, planned: 3, belt_time_s: 540, top_speed_kmh: 1.9, green: 2 },
  { from_day: '2026-11-09', walks: 3, planned: 3, belt_time_s: 960, top_speed_kmh: 2.1, green: 2 },
  { from_day: '2026-11-16', walks: 0, planned: 3, belt_time_s: 0, top_speed_kmh: null, green: 0 },
  { from_day: '2026-11-23', walks: 3, planned: null, belt_time_s: 1440, top_speed_kmh: 2.4, green: 3 },
];

export function Pictures() {
  return (
    <>
      <h1>Pictures</h1>
      <div class="cards">
        <Card title="Backward, moving">
          <Facing facing="backward" belt="running" />
        </Card>
        <Card title="Forward, at rest">
          <Facing facing="forward" belt="idle" />
        </Card>
        <Card title="Before a change">
          <Ring left={3400} whole={5000}>
            Faster
          </Ring>
        </Card>
        <Card title="Inclination">
          <Inclination steps={0} />
          <Inclination steps={25} />
          <Inclination steps={100} />
          <Inclination steps={null} />
        </Card>
        <Card title="Belt and link">
          {BELTS.map((belt) => (
            <BeltState belt={belt} />
          ))}
          {LINKS.map((link) => (
            <LinkState link={link} />
          ))}
          <div class="row">
            {[-95, -85, -75, -65, -50].map((dbm) => (
              <Signal dbm={dbm} />
            ))}
          </div>
        </Card>
        <Card title="Lights">
          <Light light="green" />
          <Light light="amber" />
          <Light light="red" />
        </Card>
      </div>
      <Card title="Four weeks">
        <Weeks weeks={WEEKS} />
      </Card>
      <Card title="Signs">
        <div class="row">
          {ICONS.map((name) => (
            <Icon name={name} />
          ))}
        </div>
      </Card>
    </>
  );
}
