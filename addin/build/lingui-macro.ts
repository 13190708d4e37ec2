import { transformAsync } from '@babel/core';
import type { Plugin } from 'vite';

/** Expands the message macros of Lingui; only files that import them pass through Babel. */
export function linguiMacro(): Plugin {
  return {
    name: 'lingui-macro',
    enforce: 'pre',
    async transform(code, id) {
      const file = id.split('?')[0] ?? id;
      if (!/\.tsx?$/.test(file) || file.includes('node_modules') || !/@lingui\/(core|react)\/macro/.test(code))
        return null;
      const done = await transformAsync(code, {
        filename: file,
        babelrc: false,
        configFile: false,
        sourceMaps: true,
        parserOpts: { plugins: ['typescript', 'jsx'] },
        plugins: ['@lingui/babel-plugin-lingui-macro'],
      });
      return done?.code ? { code: done.code, map: done.map ?? null } : null;
    },
  };
}
