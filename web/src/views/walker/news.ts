/** What a view of one treadmill hears beside its frames: the time limit, what a hold was for, who asks for the lease. */
import { signal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { onEvent, type Happened } from '../../live/store.ts';

export interface News {
  /** Until when the belt-time limit can be put off (ms of the page's clock); null = it was not told. */
  readonly limitUntil: number | null;
  /** Why the walk was held, or READY taken back, in the gateway's words; "" = nothing to say. */
  readonly held: string;
  /** Who asks for the lease. */
  readonly asks: { readonly client: string; readonly name: string; readonly until: number } | null;
  /** Whose lease was lost, and who has it now ("" = nobody). */
  readonly lost: { readonly client: string; readonly to: string } | null;
}

export const NONE: News = { limitUntil: null, held: '', asks: null, lost: null };

type Data = Happened['data'];
type Take = (news: News, data: Data, now: number) => News;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

function lostOf(data: Data): News['lost'] {
  const client = text(data['lost_by']);
  return client === '' ? null : { client, to: text(data['name']) };
}

const CUES: Readonly<Record<string, Take>> = {
  time_limit: (news, data, now) => ({ ...news, limitUntil: now + number(data['in_ms']) }),
  held: (news, data) => ({ ...news, held: text(data['text']) }),
  winding_down: (news, data) => ({ ...news, limitUntil: null, held: text(data['text']) }),
};

const EVENTS: Readonly<Record<string, Take>> = {
  'session.cue': (news, data, now) => CUES[text(data['cue'])]?.(news, data, now) ?? news,
  'session.state.changed': (news, data) => (data['stage'] === 'holding' ? news : { ...news, held: '' }),
  'lease.asked': (news, data, now) => ({
    ...news,
    asks: { client: text(data['client']), name: text(data['name']), until: now + number(data['answer_within_ms']) },
  }),
  'lease.changed': (news, data) => ({ ...news, asks: null, lost: lostOf(data) }),
};

/** The news after an event of this treadmill. `now`: ms of the page's clock. */
export function heard(news: News, event: Pick<Happened, 'type' | 'data'>, now: number): News {
  return EVENTS[event.type]?.(news, event.data, now) ?? news;
}

/** Whether the belt-time limit was told and can still be put off. */
export function limited(news: News, now: number): boolean {
  return news.limitUntil !== null && now < news.limitUntil;
}

const kept = new Map<string, Signal<News>>();

/** The news of one treadmill. */
export function newsOf(treadmill: string): Signal<News> {
  let found = kept.get(treadmill);
  if (found === undefined) kept.set(treadmill, (found = signal(NONE)));
  return found;
}

/** Hear the news of a treadmill for as long as its view is open. */
export function useNews(id: string): void {
  useEffect(() => {
    const news = newsOf(id);
    return onEvent((event, at) => {
      if (at === id) news.value = heard(news.peek(), event, performance.now());
    });
  }, [id]);
}
