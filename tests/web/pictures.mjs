// The pictures of docs/explorer.md, of MovieLens 100k where INTERPLAY_DATA is set, else of synthetic ratings.
import { join } from 'node:path';
import { interplay, launch, make_models, root, serve, work } from './live.mjs';

const data = process.env.INTERPLAY_DATA && join(process.env.INTERPLAY_DATA, 'ml-100k');
const files = await make_models(work);
if (data)
  await interplay('train', data, '--model', 'fm', '--rank', '16', '--fields', 'user,item,age,gender,occupation,genres', '--valid', '0.1', '--epochs', '25', '--out', files.movies, '-q');
const server = await serve(files.movies, '--seen', data ?? files.data);
const browser = await launch();
const shots = [
  ['user', '#/user/196', 'light', async (page) => {
    await page.getByRole('button', { name: /^Why/ }).nth(1).click();
    await page.getByRole('img', { name: /Terms/ }).waitFor();
  }],
  ['map', '#/map?colour=genres&at=50', 'dark', (page) => page.getByRole('region', { name: 'Neighbours' }).getByRole('listitem').nth(11).waitFor()],
  ['training', '#/training', 'light', (page) => page.getByRole('img', { name: /^linear\/user/ }).waitFor()],
];
for (const [name, hash, colorScheme, act] of shots) {
  const page = await browser.newPage({ viewport: { width: 1180, height: 760 }, colorScheme });
  await page.goto(`${server.address}/${hash}`);
  await page.locator('main h1').first().waitFor();
  await page.waitForLoadState('networkidle');
  await act(page);
  await page.screenshot({ path: join(root, 'docs', 'pictures', `explorer-${name}.png`) });
  await page.close();
}
await browser.close();
await server.stop();
