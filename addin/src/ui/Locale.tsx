import type { ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';

/** Gives the components their language: the names of months, the order of a date, what is announced. */
export function Locale({ locale, children }: { locale: string; children: ReactNode }) {
  return <I18nProvider locale={locale}>{children}</I18nProvider>;
}
