// Views that come when they are looked at first: a walker's phone does not wait for the owner's page.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Failed, Loading } from './parts/states.tsx';
import type { Place } from './routes.ts';
import { t } from './words/words.ts';

type View = ComponentType<{ place: Place }>;

/** A view that is fetched once, when it is shown or `soon` is called; what fails may be tried again. */
export interface Later {
  (props: { place: Place }): preact.JSX.Element;
  soon(): void;
}

export function later(coming: () => Promise<View>): Later {
  let here: View | null = null;
  const fetched = async (): Promise<View> => (here ??= await coming());

  function Shown({ place }: { place: Place }) {
    const [state, set] = useState<'coming' | 'here' | 'failed'>(here === null ? 'coming' : 'here');
    useEffect(() => {
      if (state === 'coming') fetched().then(() => set('here'), () => set('failed'));
    }, [state]);
    const View = here;
    if (state === 'here' && View !== null) return <View place={place} />;
    return (
      <>
        <h1>{t(place.route.title)}</h1>
        {state === 'failed' ? <Failed why={t('entry.home.away')} retry={() => set('coming')} /> : <Loading />}
      </>
    );
  }

  return Object.assign(Shown, { soon: () => void fetched().catch(() => undefined) });
}
