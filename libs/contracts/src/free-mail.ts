/** Free-mail domains: an address there says nothing about an account. */
export const freeMailDomains: ReadonlySet<string> = new Set(
  `gmail.com googlemail.com yahoo.com yahoo.co.uk yahoo.de yahoo.fr ymail.com rocketmail.com hotmail.com hotmail.co.uk
  hotmail.de hotmail.fr outlook.com outlook.de outlook.fr live.com live.co.uk live.de msn.com aol.com icloud.com me.com
  mac.com gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de freenet.de arcor.de mail.com mail.ru yandex.ru
  yandex.com inbox.ru bk.ru list.ru proton.me protonmail.com protonmail.ch pm.me tutanota.com tuta.io hey.com zoho.com
  fastmail.com fastmail.fm qq.com 163.com 126.com sina.com foxmail.com naver.com daum.net hanmail.net orange.fr free.fr
  wanadoo.fr laposte.net sfr.fr libero.it virgilio.it alice.it tin.it wp.pl o2.pl onet.pl interia.pl seznam.cz
  comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net btinternet.com sky.com
  virginmedia.com ntlworld.com bigpond.com optusnet.com.au rediffmail.com uol.com.br bol.com.br terra.com.br`.split(
    /\s+/,
  ),
);

/** Values that systems send for "nobody": they never link anybody. Compared lower-cased and trimmed. */
export const blockedValues: ReadonlySet<string> = new Set([
  '[object object]',
  ...`null undefined (null) (none) anonymous anon none nan n/a na unknown guest user test 0 -1 true false
  00000000-0000-0000-0000-000000000000 test@test.com test@example.com example@example.com a@a.com
  noreply@example.com none@none.com no@email.com na@na.com unknown@unknown.com`.split(/\s+/),
]);

/** Mailboxes that a team shares: an address with one of these before the @ never links anybody. */
export const sharedMailboxes: ReadonlySet<string> = new Set(
  `info sales support contact hello office admin administrator webmaster postmaster hostmaster abuse noreply no-reply
  donotreply do-not-reply billing accounting accounts invoice invoices jobs careers hr press media marketing team
  service help enquiries inquiries mail privacy legal security`.split(/\s+/),
);
