/** Says sentences with the voice of the device. Where there is none, it says nothing, and the tunes stay. */
import type { Language } from '../words/words.ts';

/** What is asked of a browser's voice. */
export interface Voice {
  lang: string;
  localService: boolean;
}

/** The voice for a language: one of the device before one of the network, which may be gone; null = none speaks it. */
export function voiceFor<V extends Voice>(voices: readonly V[], language: Language): V | null {
  const fitting = voices.filter((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === language);
  return fitting.find((voice) => voice.localService) ?? fitting[0] ?? null;
}

// Slow speech takes about 100 ms a letter; a voice that has not ended by then never tells that it has.
const PER_LETTER_MS = 120;
const AT_LEAST_MS = 2_500;

/** When a sentence that was begun counts as said (ms). */
export function patience(text: string): number {
  return AT_LEAST_MS + text.length * PER_LETTER_MS;
}

export class Speech {
  // A browser may forget a sentence nobody holds, and then never tells of its end.
  private saying: SpeechSynthesisUtterance | null = null;

  /** Whether there is a voice for the language. Browsers find their voices late: ask again. */
  speaks(language: Language): boolean {
    return this.voice(language) !== null;
  }

  /** over(heard): called once, when it was said (true) or could not be (false). */
  say(text: string, language: Language, over: (heard: boolean) => void): void {
    const voice = this.voice(language);
    if (!voice) {
      queueMicrotask(() => over(false));
      return;
    }
    const sentence = new SpeechSynthesisUtterance(text);
    sentence.voice = voice;
    sentence.lang = voice.lang;
    this.saying = sentence;
    const end = this.once(sentence, over);
    setTimeout(() => end(false), patience(text));
    sentence.onend = () => end(true);
    sentence.onerror = () => end(false);
    speechSynthesis.speak(sentence);
  }

  /** Silence at once; what was being said is not reported as over. */
  hush(): void {
    this.saying = null;
    if ('speechSynthesis' in globalThis) speechSynthesis.cancel();
  }

  private once(sentence: SpeechSynthesisUtterance, over: (heard: boolean) => void): (heard: boolean) => void {
    return (heard) => {
      if (this.saying !== sentence) return;
      this.saying = null;
      over(heard);
    };
  }

  private voice(language: Language): SpeechSynthesisVoice | null {
    return 'speechSynthesis' in globalThis ? voiceFor(speechSynthesis.getVoices(), language) : null;
  }
}
