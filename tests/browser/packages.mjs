// SPDX-License-Identifier: Apache-2.0
// Packages lie below the build folder, where npm puts them, and not beside these
// files; so they are looked for there.
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const BUILD = resolve(ROOT, process.env.KITH_BUILD_DIR || 'build');

const require = createRequire(join(BUILD, 'browser', 'package.json'));

export async function load(name) {
  try {
    const found = await import(pathToFileURL(require.resolve(name)).href);
    // A CommonJS module may give its names in `default` only.
    return { ...found.default, ...found };
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error(`${name} is not installed\n  next: ninja -C ${BUILD} browser_tests`);
  }
}
