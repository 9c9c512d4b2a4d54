import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofFrame, ofPreview, ofSecond, type PreviewStep } from '../../../src/parts/plot/points.ts';

function step(kind: string, begins_s: number, lasts_s: number, wanted_kmh: number, allowed_kmh: number): PreviewStep {
  return { kind, facing: 'backward', begins_s, lasts_s, wanted_kmh, allowed_kmh, wanted_percent: 2, allowed_percent: 1 };
}

test('a frame becomes whole steps', () => {
  const setpoint = { speed_kmh: 2.4, inclination_percent: 1.5 };
  const point = ofFrame(
    {
      speed_kmh: 2.31,
      inclination_percent: 1.4,
      cap: { speed_kmh: 3.2 },
      walk: { planned: setpoint, allowed: setpoint, heart_rate_bpm: 101 },
    },
    4_000,
  );
  assert.deepEqual(point, {
    at: 4_000,
    speed: 231,
    planned: 240,
    allowed: 240,
    cap: 320,
    inclination: 14,
    inclinationPlanned: 15,
    inclinationAllowed: 15,
    heart: 101,
  });
});

test('a frame for the public tells a speed and nothing else', () => {
  const point = ofFrame({ speed_kmh: null }, 0);
  assert.ok(Object.entries(point).every(([name, value]) => (name === 'at' ? value === 0 : value === null)));
});

test('a second of a walk that is over', () => {
  const second = { t_s: 3, speed_kmh: 1.2, commanded_kmh: 1.25, cap_kmh: null, inclination_percent: 0, heart_rate_bpm: null };
  const { at, speed, allowed, cap, inclination } = ofSecond(second);
  assert.deepEqual([at, speed, allowed, cap, inclination], [3_000, 120, 125, null, 0]);
});

test('a preview: what is held stands as a step, what ramps climbs', () => {
  const points = ofPreview([step('settle', 0, 10, 1, 1), step('ramp', 10, 20, 2, 2), step('hold', 30, 60, 3, 2.4)]);
  const [at, planned, allowed] = [points.map((p) => p.at), points.map((p) => p.planned), points.map((p) => p.allowed)];
  assert.deepEqual(at, [1, 10_000, 30_000, 30_001, 90_000]);
  assert.deepEqual(planned, [100, 100, 200, 300, 300]);
  assert.deepEqual(allowed, [100, 100, 200, 240, 240]);
  assert.ok(at.every((each, index) => index === 0 || each > (at[index - 1] ?? 0)), 'time goes on');
});

test('a segment of no length is no point, and a ramp at the beginning has one to begin with', () => {
  assert.deepEqual(ofPreview([step('hold', 0, 0, 1, 1)]), []);
  assert.equal(ofPreview([step('ramp', 0, 10, 2, 2)]).length, 2);
});
