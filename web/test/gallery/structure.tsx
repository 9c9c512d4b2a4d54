import { useState } from 'preact/hooks';
import { Button } from '../../src/parts/button.tsx';
import { Card } from '../../src/parts/card.tsx';
import { Facts, Figure, Tag } from '../../src/parts/figure.tsx';
import { Notice } from '../../src/parts/notice.tsx';
import { Qr } from '../../src/parts/qr.tsx';
import { SoundCheck } from '../../src/parts/soundcheck.tsx';
import { Awake, Unheard } from '../../src/parts/awake.tsx';
import { Empty, Failed, Loading, Refused } from '../../src/parts/states.tsx';
import { Steps } from '../../src/parts/steps.tsx';
import { Table } from '../../src/parts/table.tsx';
import { Tabs } from '../../src/parts/tabs.tsx';
import { BeltState, LinkState } from '../../src/pictures/belt.tsx';
import { showSpeedFigure, speedUnit } from '../../src/units/shown.ts';

function Cards() {
  return (
    <section class="stack">
      <h2>Treadmills</h2>
      <div class="cards">
        <Card title="Left" level={3} aside={<Tag tone="accent">Ada</Tag>}>
          <div class="row apart top">
            <Figure name="Measured" value={showSpeedFigure(2.41)} unit={speedUnit.value} />
            <Figure name="Cap" value={showSpeedFigure(2.4)} unit={speedUnit.value} note="level" />
          </div>
          <div class="row">
            <BeltState belt="running" />
            <LinkState link="linked" />
          </div>
        </Card>
        <Card title="Middle" level={3} mark="alarmed" aside={<Tag tone="alarm">Pull the key</Tag>}>
          <Figure name="Measured" value={showSpeedFigure(1.2)} unit={speedUnit.value} old note="12 s old" />
          <div class="row">
            <BeltState belt="stopping" />
            <LinkState link="lost" />
          </div>
        </Card>
        <Card title="Right" level={3} aside={<Tag>free</Tag>}>
          <Facts
            of={[
              ['Commissioned', 'yes'],
              ['Firmware', 'walkingpad_c2, version 3.1'],
              ['Strap', null],
            ]}
          />
          <div class="row">
            <BeltState belt="idle" />
            <LinkState link="linked" />
          </div>
        </Card>
      </div>
    </section>
  );
}

function Notices() {
  return (
    <section class="stack">
      <h2>Notices</h2>
      <Unheard />
      <Awake />
      <Notice title="The belt is at its cap">The level of Ada holds it at 2.4 km/h.</Notice>
      <Notice tone="good">Measured at standstill.</Notice>
      <Notice tone="warn" title="The maker forbids walking backward" action={<Button>Read more</Button>}>
        The manual of this treadmill says so. Somebody has to be beside you.
      </Notice>
      <Notice tone="alarm" title="The connection is lost">
        The belt may go on. Hold the rails, step onto the side rails, pull the key.
      </Notice>
    </section>
  );
}

function Sheets() {
  const [sheet, show] = useState<'walks' | 'tests'>('walks');
  return (
    <Tabs
      label="Ada"
      of={[
        { id: 'walks', name: 'Walks' },
        { id: 'tests', name: 'Tests' },
      ]}
      shown={sheet}
      onShow={show}
    >
      <Table
        caption={sheet === 'walks' ? 'Walks' : 'Tests'}
        columns={[{ name: 'Day' }, { name: 'Protocol' }, { name: 'Minutes', number: true }, { name: 'Fastest', number: true }]}
        rows={[
          ['26 Nov', 'First steps backward', '4:30', '1.9 km/h'],
          ['28 Nov', 'First steps backward', '4:30', '2.0 km/h'],
        ]}
      />
    </Tabs>
  );
}

export function Structure() {
  return (
    <>
      <h1>What a view is made of</h1>
      <Cards />
      <div class="split">
        <div class="stack">
          <Notices />
          <Sheets />
        </div>
        <div class="stack">
          <Card title="Before the walk">
            <Steps
              label="Steps"
              of={[
                { says: 'Choose the treadmill', state: 'done' },
                { says: 'Press a key at its console', state: 'failed', more: 'Another treadmill answered.' },
                { says: 'Hear the announcements', state: 'now' },
                { says: 'READY', state: 'next' },
              ]}
            />
          </Card>
          <Card title="Do you hear what is announced?">
            <SoundCheck onVerdict={() => undefined} />
          </Card>
          <Qr text="http://192.168.178.20:7382/#/pair?code=123456" label="Code 123456, to pair a phone" />
        </div>
      </div>
      <div class="cards">
        <Loading />
        <Empty title="Nobody has walked here yet" action={<Button kind="main">Begin</Button>}>
          <p>The first walk takes five minutes.</p>
        </Empty>
        <Failed why="Retrowalk did not answer." retry={() => undefined} />
        <Refused who="Only staff may see this." />
      </div>
    </>
  );
}
