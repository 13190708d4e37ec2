import { session } from '../../src/api/fake/data';
import { recentMails, views } from '../../src/api/fake/mails';

/** The answers of the measured run, made once by the samples. */
export const answers = {
  '/edge/v1/panel': views.e1?.(),
  '/edge/v1/session': session('ro', ['read', 'write', 'link']),
  '/edge/v1/mails': { items: recentMails(50), next: null },
};
