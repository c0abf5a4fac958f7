/** Who writes, as every message says it. */
export interface Sender {
  readonly name: string;
  readonly email: string;
  /** One line; the law asks for it in commercial mail (CAN-SPAM, 15 U.S.C. §7704(a)(5)). */
  readonly postalAddress: string;
}
