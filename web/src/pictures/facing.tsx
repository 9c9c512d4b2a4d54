/** Which way to face, as a picture and in words. */
import { t } from '../words/words.ts';
import { Walker, type FacingName } from './walker.tsx';

interface Props {
  facing: FacingName;
  belt: string;
  /** The words below it; false where they stand beside it already. */
  said?: boolean;
}

export function Facing({ facing, belt, said = true }: Props) {
  const words = t(`pictures.facing.${facing}`);
  return (
    <figure class="facing">
      <Walker facing={facing} belt={belt} label={words} />
      {said && <figcaption aria-hidden="true">{words}</figcaption>}
    </figure>
  );
}

/** The gateway's word as one of ours; what it does not tell is not drawn. */
export function facingOf(told: string | null | undefined): FacingName | null {
  return told === 'forward' || told === 'backward' ? told : null;
}
