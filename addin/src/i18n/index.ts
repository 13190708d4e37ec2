import { i18n } from '@lingui/core';

export const languages = ['ro', 'en', 'de'] as const;
export type Language = (typeof languages)[number];
/** What a language calls itself. */
export const languageNames: Record<Language, string> = { ro: 'Română', en: 'English', de: 'Deutsch' };

const key = 'crmweb.language';
const loaders: Record<Language, () => Promise<{ messages: Parameters<typeof i18n.load>[1] }>> = {
  ro: () => import('./locales/ro.po'),
  en: () => import('./locales/en.po'),
  de: () => import('./locales/de.po'),
};

export const isLanguage = (text: string): text is Language => (languages as readonly string[]).includes(text);

function known(tag: string | null | undefined): Language | null {
  const short = tag?.slice(0, 2).toLowerCase() ?? '';
  return isLanguage(short) ? short : null;
}

/** The language chosen here before, else the one of the mail client. */
export function firstLanguage(host: string): Language {
  return known(localStorage.getItem(key)) ?? known(host) ?? 'en';
}

/** Whether the person chose the language here; otherwise that of the session counts. */
export const hasChosen = (): boolean => localStorage.getItem(`${key}.chosen`) !== null;

export async function speak(language: Language, chosen = false): Promise<void> {
  const { messages } = await loaders[language]();
  i18n.load(language, messages);
  i18n.activate(language);
  document.documentElement.lang = language;
  localStorage.setItem(key, language);
  if (chosen) localStorage.setItem(`${key}.chosen`, '1');
}
