import type { Problem } from '@loop/runtime';
import { renderPage } from '@loop/ui';
import { z } from 'zod';
import type { Mode } from '../domain/statement.ts';
import { notFoundPage, refusalPage } from './notice-pages.tsx';

const backShape = z.object({ href: z.string().startsWith('/'), label: z.string() });

/** Shows a problem to a browser: the one 404 page, or what happened and the way back. */
export function problemPage(mode: Mode): (problem: Problem) => string {
  const notFound = renderPage(notFoundPage(mode));
  return (problem) => {
    if (problem.status === 404) return notFound;
    const back = backShape.safeParse(problem['back']);
    const { title, detail } = problem;
    return renderPage(
      refusalPage({
        mode,
        title,
        detail,
        back: back.success ? back.data : { href: '/deal', label: 'Open with a link' },
      }),
    );
  };
}
