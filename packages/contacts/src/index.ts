export { isFreeMail, isRoleMailbox } from './email-words.ts';
export { type ExtractedContact, extractContacts, TRIED } from './extract-contacts.ts';
export type { ContactKind } from './finding.ts';
export { type ContactLabel, labelledContacts } from './labelled-contacts.ts';
export type { Post } from './post.ts';
export { type CorpusScore, type Labelled, type LabelledPost, scoreFindings } from './score-findings.ts';
export { seemsToStateContact } from './seems-to-state-contact.ts';
