import type {
  AccountFields,
  Guess,
  GuessSource,
  MailSource,
  Named,
  NewClient,
  Participant,
  Phone,
} from '../../api/types';

/** What the form of a new client holds. `sources` says which fields are guesses, and from where;
 * '' marks one that a person has typed into. */
export type NewClientValue = {
  first_name: string;
  last_name: string;
  title: string;
  address: string;
  phone: string;
  phoneKind: Phone['kind'];
  /** Nobody: a person without a company. */
  employer: 'none' | 'new' | 'known';
  account: Named | null;
  company: string;
  domain: string;
  web: string;
  vat_number: string;
  registration_number: string;
  street: string;
  city: string;
  /** Read but not asked about: they go into the records as they are. */
  salutation: string;
  department: string;
  language: string;
  postal_code: string;
  country: string;
  sources: Partial<Record<string, GuessSource>>;
};

const guessed = [
  'first_name',
  'last_name',
  'title',
  'company',
  'domain',
  'web',
  'vat_number',
  'registration_number',
  'street',
  'city',
  'salutation',
  'department',
  'language',
  'postal_code',
  'country',
] as const;

export function fromGuess(guess: Guess, who: Participant | undefined): NewClientValue {
  const sources: NewClientValue['sources'] = {};
  for (const field of guessed) if (guess[field].value && guess[field].source) sources[field] = guess[field].source;
  const [phone] = guess.phones;
  if (phone?.source) sources.phone = phone.source;
  if (guess.account) sources.account = 'domain';
  const text = Object.fromEntries(guessed.map((field) => [field, guess[field].value])) as Record<
    (typeof guessed)[number],
    string
  >;
  return {
    ...text,
    address: who?.address ?? '',
    phone: phone?.number ?? '',
    phoneKind: phone?.kind ?? 'mobile',
    employer: guess.account ? 'known' : guess.company.value ? 'new' : 'none',
    account: guess.account,
    sources,
  };
}

const postal = ({ street, city, postal_code, country }: NewClientValue) => ({
  street,
  postal_code,
  city,
  region: '',
  country,
});

/** Takes a better guess for every field that nobody has touched. */
export function withGuess(value: NewClientValue, guess: Guess, who: Participant | undefined): NewClientValue {
  const better = fromGuess(guess, who);
  const next = { ...value, sources: { ...value.sources } };
  for (const field of [...guessed, 'phone'] as const) {
    if (value.sources[field] === '' || better[field] === '') continue;
    next[field] = better[field];
    next.sources[field] = better.sources[field];
  }
  if (value.employer === 'none' && value.company === '') next.employer = better.employer;
  return next;
}

/** The request that creates both records and attaches the mails. */
export function requestOf(value: NewClientValue, source: MailSource): NewClient {
  const phones: Phone[] = value.phone.trim() ? [{ kind: value.phoneKind, number: value.phone.trim() }] : [];
  const newAccount: Partial<AccountFields> = {
    name: value.company.trim(),
    domains: value.domain.trim() ? [value.domain.trim()] : [],
    web: value.web.trim(),
    vat_number: value.vat_number.trim(),
    registration_number: value.registration_number.trim(),
    postal: postal(value),
  };
  const contact: NewClient['contact'] = {
    first_name: value.first_name.trim(),
    last_name: value.last_name.trim(),
    salutation: value.salutation,
    department: value.department,
    language: value.language,
    addresses: [value.address.trim()].filter(Boolean),
    phones,
  };
  const account: NewClient['account'] =
    value.employer === 'known' && value.account
      ? { uid: value.account.uid }
      : value.employer === 'new' && value.company.trim()
        ? { new: newAccount }
        : null;
  return { contact, account, title: value.title.trim(), source };
}
