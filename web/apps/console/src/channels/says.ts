// What a customer reads at a step of a witness: the words that the server sends, else the text of that door in their language.
import type { CustomerText } from '@fairlead/api';
import type { Audit, Witness, WitnessStep } from './audit.ts';

/** The version of a text that somebody of that language gets: theirs, then the house's, then English; in each the stage's own first. */
export function version(texts: readonly CustomerText[], key: string, stage: string, languages: readonly (string | null | undefined)[]): CustomerText | null {
  for (const wanted of [...languages, 'en']) {
    if (!wanted) continue;
    const short = wanted.slice(0, 2).toLowerCase();
    const theirs = (text: CustomerText): boolean => text.key === key && [wanted.toLowerCase(), short].includes(text.locale.toLowerCase());
    const found = texts.find((text) => theirs(text) && text.stage === stage) ?? texts.find((text) => theirs(text) && text.stage === '');
    if (found) return found;
  }
  return null;
}
/** Without what differs from customer to customer. */
export function plain(body: string, organization: string): string {
  return body.replaceAll(/\{\{\s*organization\.name\s*\}\}/g, organization).replaceAll(/\{\{[^}]*\}\}/g, '…').trim();
}
/** `null`: it is not known. */
export function says(audit: Audit, witness: Witness, step: WitnessStep, texts: readonly CustomerText[], house: { name: string; locale: string | null }): string | null {
  const door = audit.doors.find((one) => one.id === step.door);
  if (step.says && step.says !== door?.label) return step.says;
  if (!step.text || !door) return null;
  const stage = audit.channels.find((one) => one.id === door.channel)?.stage ?? '';
  const text = version(texts, step.text, stage, [audit.kinds[witness.kind ?? -1]?.language, house.locale]);
  return text ? plain(text.body, house.name) : null;
}
