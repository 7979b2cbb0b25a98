import { registrableDomain } from '@touchstone/contracts';

export type SiteCategory = 'search' | 'social' | 'video' | 'shopping';

const words = (text: string) => text.trim().split(/\s+/);

/**
 * Sites by category. A bare name is a brand: it matches as a source ("google") and as the name of a registrable domain
 * ("www.google.co.uk"). An entry with a dot is one host and its sub-domains.
 */
const sites: Record<SiteCategory, string[]> = {
  search:
    words(`google bing yahoo duckduckgo ecosia baidu yandex naver seznam startpage qwant aol daum sogou ask
    onet rambler startsiden lycos dogpile mojeek kagi metager msn 360 coccoc so.com search.brave.com
    search.smt.docomo.ne.jp com.google.android.googlequicksearchbox`),
  social:
    words(`facebook instagram linkedin twitter pinterest reddit quora tumblr vk weibo wechat whatsapp telegram
    snapchat tiktok threads mastodon bluesky discord slack xing viadeo meetup medium ycombinator producthunt
    stackoverflow stackexchange fb ig messenger line kakaotalk renren douban mixi odnoklassniki x.com t.co lnkd.in
    fb.me t.me wa.me bsky.app mastodon.social news.ycombinator.com glassdoor com.linkedin.android
    com.facebook.katana com.twitter.android com.reddit.frontpage com.instagram.android com.slack`),
  video: words(`youtube vimeo twitch dailymotion wistia netflix hulu youku iqiyi bilibili rumble loom vidyard
    youtu.be disneyplus crackle utreon`),
  shopping:
    words(`amazon ebay etsy walmart shopify alibaba aliexpress mercadolibre shopping shopzilla target bestbuy
    wayfair rakuten zalando otto idealo pricerunner geizhals shopping.google.com`),
};

/** Parts of search brands that do not search: a mail or a document opened there is a referral. */
const notSearching =
  /^(mail|docs|drive|sites|groups|meet|calendar|classroom|cloud|accounts|login|news|answers)\./;

/** Payment and login providers: coming back from them is no visit of its own. */
const passThrough =
  words(`accounts.google.com login.microsoftonline.com login.live.com appleid.apple.com okta.com
  auth0.com onelogin.com stripe.com paypal.com klarna.com adyen.com mollie.com checkout.shopify.com braintreegateway.com`);

const categoryOfEntry = new Map<string, SiteCategory>();
for (const category of ['shopping', 'video', 'social', 'search'] as const)
  for (const entry of sites[category]) categoryOfEntry.set(entry, category);

/** `host` itself and what it lies in: "a.b.c" -> "a.b.c", "b.c". */
function* parentsOf(host: string): Generator<string> {
  for (let at = 0; at >= 0; at = host.indexOf('.', at + 1)) yield at === 0 ? host : host.slice(at + 1);
}

/** True if `host` is one of `hosts` or lies within one. */
export function isWithin(host: string, hosts: Iterable<string>): boolean {
  const wanted = new Set(hosts);
  for (const parent of parentsOf(host)) if (wanted.has(parent)) return true;
  return false;
}

/** True for payment and login providers that every workspace excludes. */
export const isPassThrough = (host: string) => isWithin(host, passThrough);

/** Category of a utm_source or a host, null for any other site. Lower case expected. */
export function siteCategory(sourceOrHost: string): SiteCategory | null {
  const brand = categoryOfEntry.get(sourceOrHost);
  if (brand) return brand;
  if (!sourceOrHost.includes('.')) return null;
  for (const parent of parentsOf(sourceOrHost)) {
    const category = parent.includes('.') ? categoryOfEntry.get(parent) : undefined;
    if (category) return category;
  }
  const domain = registrableDomain(sourceOrHost);
  const category = categoryOfEntry.get(domain.slice(0, domain.indexOf('.'))) ?? null;
  return category === 'search' && notSearching.test(sourceOrHost) ? null : category;
}

/** Host of a referring URL, lower case; "android-app://com.slack" gives "com.slack"; empty if it cannot be read. */
export function hostOf(referrer: string | undefined): string {
  const text = referrer?.trim() ?? '';
  if (text === '') return '';
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  return URL.canParse(url) ? new URL(url).hostname.toLowerCase().replace(/\.$/, '') : '';
}
