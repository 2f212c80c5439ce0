import { lazy, Suspense, type ComponentType } from 'react';
import { words } from '../words/index.ts';
import { PartBoundary } from './PartBoundary.tsx';

/**
 * A component whose code is loaded when it is first shown. If that fails, for example without a network, only its place
 * shows the failure, with a retry button.
 */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const Part = lazy<ComponentType<P>>(async () => ({ default: await load() }));
  return function LazyPart(props: P) {
    return (
      <PartBoundary>
        <Suspense fallback={<Loading />}>
          <Part {...props} />
        </Suspense>
      </PartBoundary>
    );
  };
}

function Loading() {
  return (
    <p role="status">
      <span className="spinner" />
      {words.start.loading}
    </p>
  );
}
