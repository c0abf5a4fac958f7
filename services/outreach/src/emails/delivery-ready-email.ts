import { type EmailFrame, type RenderedEmail, setEmail } from './email-layout.ts';
import { button, paragraph, smallPrint } from './email-parts.ts';

/** Work is there to be looked at. `isOnCard`: its amount is due to be set aside now. `roomUrl` is null where no link can be given any more. */
export function deliveryReadyEmail(
  delivery: {
    readonly title: string;
    readonly contractTitle: string;
    readonly isOnCard: boolean;
    readonly roomUrl: string | null;
  },
  frame: EmailFrame,
): RenderedEmail {
  const { contractTitle, isOnCard, roomUrl, title } = delivery;
  const news = `We have delivered “${title}” for “${contractTitle}”. It waits in your client room for you to look at.`;
  const choice =
    'If it is what was agreed, approve it: only your approval makes the money ours. If it is not, say what should change.';
  const setAside = isOnCard
    ? [
        'Its amount is not set aside yet, unless you have done that already. Please set it aside in your room; nothing is taken by that. If you do not, we hold it on your saved card a day after this delivery, or when you approve.',
      ]
    : [];
  const link = 'The link is yours alone. Please do not pass it on.';
  return setEmail(
    {
      subject: `Ready for you: ${title}`,
      preview: 'Look at it, then approve it or ask for changes.',
      heading: 'Your delivery is ready',
      html: [
        paragraph(news),
        paragraph(choice),
        ...setAside.map(paragraph),
        ...(roomUrl === null ? [] : [button('Look at the delivery', roomUrl), smallPrint(link)]),
      ],
      text: [
        news,
        '',
        choice,
        ...setAside.flatMap((line) => ['', line]),
        ...(roomUrl === null ? [] : ['', roomUrl, '', link]),
      ],
    },
    frame,
  );
}
