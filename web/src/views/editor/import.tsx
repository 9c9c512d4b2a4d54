/** Bring in the file of a protocol. */
import { go } from '../../routes.ts';
import { t } from '../../words/words.ts';
import { bring } from './desk.ts';

export function Import() {
  const take = async (event: Event): Promise<void> => {
    const input = event.currentTarget as HTMLInputElement;
    const [file] = input.files ?? [];
    if (file === undefined) return;
    await bring(await file.text());
    input.value = '';
    go('editor');
  };
  return (
    <label class="button plain file">
      {t('editor.import')}
      <input class="unseen" type="file" accept=".yaml,.yml,text/yaml,text/plain" onChange={(event) => void take(event)} />
    </label>
  );
}
