import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ahead, Course, placeIn, type Plan } from '../../../src/views/walker/course.ts';
import { machine, walk } from './machines.ts';

const step = (kind: string, begins_s: number, lasts_s: number, kmh: number, allowed = kmh) => ({
  segment: 0, kind, facing: 'backward', begins_s, ramps_s: 0, lasts_s, wanted_kmh: kmh, allowed_kmh: allowed,
  wanted_percent: 0, allowed_percent: 0, speed_by: null, inclination_by: null,
});
const PLAN: Plan = { walked_s: 100, steps: [step('settle', 0, 30, 1), step('hold', 30, 50, 2, 1.6), step('settle', 80, 20, 1)] };

const sample = (t_s: number, stage: string, segment = 0, kmh = 1) => ({
  t_s, stage, segment, speed_kmh: kmh, commanded_kmh: kmh, cap_kmh: 1.9, inclination_percent: 0, heart_rate_bpm: null,
  facing: 'backward', distance_m: 0, flags: 0,
});

test('the place in the plan is counted from its end, so that a hold moves nothing', () => {
  assert.equal(placeIn(PLAN, 100_000), 0);
  assert.equal(placeIn(PLAN, 40_000), 60_000);
  assert.equal(placeIn(PLAN, 120_000), 0);
  assert.equal(placeIn(PLAN, null), 100_000);
});

test('what is to come begins now, whatever the clock says after holds', () => {
  const points = ahead(PLAN, 40_000, 90_000);
  assert.deepEqual(points.map((each) => each.at), [110_000, 110_001, 130_000]);
  assert.equal(points[0]?.planned, 200);
  assert.equal(points[0]?.allowed, 160);
  assert.ok(points.every((each) => each.speed === null));
});

test('the checklist is no part of the chart; the first start of the belt is its zero', () => {
  const course = new Course(PLAN, [sample(0, 'checklist'), sample(9, 'countdown'), sample(10, 'starting', 0, 0), sample(11, 'settling')], 50_000);
  assert.equal(course.trace.measured, 2);
  assert.deepEqual(course.trace.columns.at.slice(0, 2), [0, 1_000]);
  assert.equal(course.trace.columns.planned[0], 100);
  assert.equal(course.at(52_000), 3_000);
});

test('a walk that has not started has the whole plan ahead, and takes no frames yet', () => {
  const course = new Course(PLAN, [], 0);
  course.look(machine({}, walk({ stage: 'checklist' })), 1_000);
  assert.equal(course.trace.measured, 0);
  assert.equal(course.at(2_000), null);
  assert.equal(course.span(100_000), 100_000);
  assert.equal(course.trace.columns.at.at(-1), 100_000);
});

test('frames join the past, and the plan follows them', () => {
  const course = new Course(PLAN, [], 0);
  course.look(machine({ speed_kmh: 0 }, walk({ stage: 'starting', left_ms: 100_000 })), 5_000);
  course.look(machine({ speed_kmh: 1 }, walk({ stage: 'settling', left_ms: 90_000 })), 15_000);
  assert.equal(course.trace.now, 10_000);
  assert.deepEqual(course.trace.columns.speed.slice(0, 2), [0, 100]);
  assert.equal(course.trace.columns.at.at(-1), 100_000);
  assert.equal(course.span(90_000), 100_000);
});

test('once it is over there is nothing ahead', () => {
  const course = new Course(PLAN, [], 0);
  course.look(machine({}, walk({ stage: 'walking', left_ms: 50_000 })), 0);
  course.look(machine({ belt: 'latched', latched: 'pain' }, walk({ stage: 'finished', left_ms: null })), 1_000);
  assert.equal(course.trace.columns.at.length, course.trace.measured);
});
