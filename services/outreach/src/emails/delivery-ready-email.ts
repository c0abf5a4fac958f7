import { type EmailFrame, type RenderedEmail, setEmail } from './email-layout.ts';
import { button, paragraph, smallPrint } from './email-parts.ts';

/** Work is there to be looked at. `roomUrl` is null where no link can be given any more. */
export function deliveryReadyEmail(
  delivery: { readonly title: string; readonly contractTitle: string; readonly roomUrl: string | null },
  frame: EmailFrame,
): RenderedEmail {
  const { contractTitle, roomUrl, title } = delivery;
  const news = `We have delivered “${title}” for “${contractTitle}”. It waits in your client room for you to look at.`;
  const choice =
    'If it is what was agreed, approve it: only your approval makes the money ours. If it is not, say what should change.';
  const link = 'The link is yours alone. Please do not pass it on.';
  return setEmail(
    {
      subject: `Ready for you: ${title}`,
      preview: 'Look at it, then approve it or ask for changes.',
      heading: 'Your delivery is ready',
      html: [
        paragraph(news),
        paragraph(choice),
        ...(roomUrl === null ? [] : [button('Look at the delivery', roomUrl), smallPrint(link)]),
      ],
      text: [news, '', choice, ...(roomUrl === null ? [] : ['', roomUrl, '', link])],
    },
    frame,
  );
}
