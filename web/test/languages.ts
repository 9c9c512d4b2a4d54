// Every language for every test: `node --test --import` loads it first, as the page loads the one that is read.
import { LANGUAGES, speak, type Language } from '../src/words/words.ts';

for (const each of Object.keys(LANGUAGES) as Language[]) await speak(each);
await speak('en');
