import type { LinguiConfig } from '@lingui/conf';
import { formatter } from '@lingui/format-po';

const config: LinguiConfig = {
  sourceLocale: 'en',
  locales: ['en', 'ro', 'de'],
  catalogs: [{ path: 'src/i18n/locales/{locale}', include: ['src'], exclude: ['**/*.test.*', 'src/gallery/**'] }],
  format: formatter({ lineNumbers: false }),
  orderBy: 'message',
};

export default config;
