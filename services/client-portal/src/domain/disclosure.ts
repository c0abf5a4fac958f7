/** Version of {@link DISCLOSURE}; it is kept with every signature. A changed sentence is a new version. */
export const DISCLOSURE_VERSION = 'electronic-signature/1';

/** What a client consents to by ticking the box (ESIGN, 15 U.S.C. §7001(c): scope, paper copy, keeping it). */
export const DISCLOSURE =
  'I have read this statement of work, I agree to it, and I sign it electronically. I can keep or print a copy, and I can ask for a paper copy instead.';
