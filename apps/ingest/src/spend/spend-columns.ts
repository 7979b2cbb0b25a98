import { CurrencySchema } from '@touchstone/contracts';
import { plainTitle } from '../files/file-table.js';

/** What a column of an export can say. */
export const spendFields = [
  ...['day', 'endDay', 'cost', 'currency', 'campaign', 'account', 'platform', 'source', 'medium', 'channel'],
  ...['kind', 'impressions', 'clicks'],
] as const;
export type SpendField = (typeof spendFields)[number];

/** Where exports come from. */
export const presetNames = ['google_ads', 'meta', 'linkedin', 'generic'] as const;
export type PresetName = (typeof presetNames)[number];

/** A header row, understood. */
export interface SpendColumns {
  preset: PresetName;
  /** Place of each field's column. */
  at: Partial<Record<SpendField, number>>;
  /** Currency that the header of the cost names. */
  currency: string | null;
  /** Whether the headers are those of a language that writes 1.234,56 and 31/12. */
  isContinental: boolean;
}

interface Preset {
  /** What headers may be called, in plain letters, by preference. */
  titles: Partial<Record<SpendField, readonly string[]>>;
  required: readonly SpendField[];
  /** One of them has to be there: what tells the export from others. */
  signs?: readonly string[];
}

const words = (text: string): readonly string[] => text.split('|');

const common = {
  currency: words(
    'currency|currency code|wahrung|wahrungscode|devise|code de la devise|code de devise|code devise|divisa|moneda|codigo de moneda|codigo de divisa',
  ),
  impressions: words('impressions|impr.|impr|impressionen|impresiones'),
};
const googleCurrency = common.currency.filter((title) => title.includes('cod'));

const presets: Record<PresetName, Preset> = {
  meta: {
    titles: {
      ...common,
      day: words(
        'day|tag|jour|dia|reporting starts|auswertungsbeginn|berichtsstart|berichtsbeginn|debut des rapports|debut du rapport|inicio del informe',
      ),
      endDay: words(
        'reporting ends|auswertungsende|berichtsende|fin des rapports|fin du rapport|fin del informe',
      ),
      cost: words('amount spent|ausgegebener betrag|montant depense|importe gastado'),
      campaign: words(
        'campaign name|kampagnenname|name der kampagne|nom de la campagne|nombre de la campana',
      ),
      account: words(
        'account id|konto-id|kontonummer|id du compte|identificador de la cuenta|account name|kontoname|nom du compte|nombre de la cuenta',
      ),
      clicks: words(
        'clicks (all)|klicks (alle)|clics (tous)|clics (todos)|link clicks|link-klicks|clics sur un lien|clics en el enlace',
      ),
    },
    required: ['day', 'cost', 'campaign'],
  },
  linkedin: {
    titles: {
      ...common,
      day: words(
        'start date (in utc)|startdatum (in utc)|startdatum (utc)|date de debut (en utc)|date de debut (utc)|fecha de inicio (en utc)|fecha de inicio (utc)',
      ),
      cost: words(
        'total spent|gesamtausgaben|ausgaben gesamt|total depense|montant total depense|total gastado|gasto total',
      ),
      campaign: words('campaign name|kampagnenname|nom de la campagne|nombre de la campana'),
      account: words('account name|kontoname|nom du compte|nombre de la cuenta'),
      clicks: words('clicks|klicks|clics'),
    },
    required: ['day', 'cost', 'campaign'],
  },
  google_ads: {
    titles: {
      ...common,
      day: words('day|tag|jour|dia|date|datum|fecha'),
      cost: words('cost|kosten|cout|coste|costo'),
      campaign: words('campaign|kampagne|campagne|campana'),
      account: words(
        'customer id|kundennummer|numero client|id de cliente|account|konto|compte|cuenta|account name|kontoname|nom du compte|nombre de la cuenta',
      ),
      clicks: words('clicks|klicks|clics'),
    },
    required: ['day', 'cost', 'campaign'],
    signs: [
      ...googleCurrency,
      'impr.',
      'avg. cpc',
      'campaign state',
      'campaign status',
      'campaign type',
      'budget type',
    ],
  },
  generic: {
    titles: {
      ...common,
      day: words('date|day|datum|tag|jour|fecha|dia|gregorian date|time period'),
      cost: words(
        'cost|spend|amount|kosten|ausgaben|betrag|cout|depense|depenses|montant|coste|costo|gasto|importe|amount spent',
      ),
      campaign: words(
        'campaign|utm_campaign|campaign name|kampagne|kampagnenname|campagne|nom de la campagne|campana|nombre de la campana',
      ),
      account: words('account|account id|account name|konto|compte|cuenta'),
      platform: words('platform|plattform|plateforme|plataforma|supplier|vendor'),
      source: words('source|utm_source|quelle|fuente'),
      medium: words('medium|utm_medium|medio|support'),
      channel: words('channel|kanal|canal'),
      kind: words('kind|type of cost|cost type'),
      clicks: words('clicks|klicks|clics'),
    },
    required: ['day', 'cost'],
  },
};

const withCurrency = /^(.+?)\s*[([]([a-z]{3})[)\]]$/;

/** A row as the headers of an export, if it is that; of presets the first that fits, or the one asked for. */
export function columnsOf(row: readonly string[], asked?: PresetName): SpendColumns | null {
  const titles = row.map(plainTitle);
  const candidates = asked ? [asked] : (['meta', 'linkedin', 'google_ads', 'generic'] as const);
  for (const preset of candidates) {
    const found = columnsBy(preset, titles);
    if (found) return found;
  }
  return null;
}

function columnsBy(preset: PresetName, titles: string[]): SpendColumns | null {
  const { titles: known, required, signs } = presets[preset];
  const bare = titles.map((title) => withCurrency.exec(title)?.[1] ?? title);
  const at: SpendColumns['at'] = {};
  for (const [field, names] of Object.entries(known) as [SpendField, readonly string[]][]) {
    const own = field === 'cost' ? bare : titles;
    const name = names.find((one) => own.includes(one));
    if (name !== undefined) at[field] = own.indexOf(name);
  }
  if (required.some((field) => at[field] === undefined)) return null;
  if (signs && !signs.some((sign) => titles.includes(sign))) return null;
  if (preset === 'meta' && at.endDay !== undefined && !/start|beginn|debut|inicio/.test(titles[at.day!]!))
    delete at.endDay; // a column of days says it better than the bounds of the report
  const named = CurrencySchema.safeParse(withCurrency.exec(titles[at.cost!]!)?.[2]?.toUpperCase());
  return { preset, at, currency: named.success ? named.data : null, isContinental: isContinental(titles) };
}

/** Words of headers in German, French and Spanish that English ones have not. */
const continental =
  /\b(tag|datum|kampagne|kosten|betrag|ausgegebener|wahrung|quelle|jour|campagne|cout|montant|depense|devise|dia|fecha|campana|coste|costo|importe|gasto|moneda|divisa|fuente)/;
const isContinental = (titles: readonly string[]) => titles.some((title) => continental.test(title));
