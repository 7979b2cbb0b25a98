import { currencyExponents } from '@touchstone/contracts';

/** How English writes currencies at home and from abroad: `$` and `US$`, `CA$`, `R$`, `€`. */
const ways = [
  { locale: 'en-US', currencyDisplay: 'narrowSymbol' },
  { locale: 'en-US', currencyDisplay: 'symbol' },
  { locale: 'en-CA', currencyDisplay: 'symbol' },
] as const;

const symbolOf = (currency: string, { locale, currencyDisplay }: (typeof ways)[number]) =>
  new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay })
    .formatToParts(1)
    .find(({ type }) => type === 'currency')!.value;

const anySign = /([A-Z]{0,2})(\p{Sc})/u;

/** Currencies by the texts they may be written with: `CA$` is one of them, `$` several. */
function currenciesBySign(): Map<string, Set<string>> {
  const bySign = new Map<string, Set<string>>();
  const add = (text: string, currency: string) =>
    bySign.set(text, (bySign.get(text) ?? new Set()).add(currency));
  for (const currency of currencyExponents.keys())
    for (const way of ways) {
      const symbol = symbolOf(currency, way);
      const sign = anySign.exec(symbol)?.[2];
      if (!sign) continue;
      add(sign, currency);
      // alone `$` is that of many countries, with letters of one
      if (symbol !== sign) add(symbol, currency);
    }
  return bySign;
}

let known: Map<string, Set<string>> | undefined;

/** Whether the sign of an amount is one that a currency is not written with: `€ 12` is no USD, `$12` may be CAD. */
export function contradicts(amount: string, currency: string): boolean {
  const [, letters = '', sign = ''] = anySign.exec(amount.replaceAll('￥', '¥')) ?? [];
  known ??= currenciesBySign();
  const currencies = known.get(letters + sign) ?? known.get(sign);
  return currencies !== undefined && !currencies.has(currency);
}
