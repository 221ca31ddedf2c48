// What hangs together inside of a field.
import type { Field } from "./field";
import { Sets } from "./sets";

/** Connected regions of the vertices inside. */
export function regionsOf({ mesh, value }: Field): Sets {
  const { lattice, parted } = mesh;
  const { nx } = mesh.grid;
  const sets = new Sets(mesh.size);
  // No vertex of the grid's border is inside, so none is joined to one of the next row.
  for (let v = 0; v < lattice - nx; v++) {
    if (value[v] >= 0) continue;
    if (value[v + 1] < 0) sets.join(v, v + 1);
    if (value[v + nx] < 0) sets.join(v, v + nx);
  }
  const joinInside = (v: number, w: number) => {
    if (value[v] < 0 && value[w] < 0) sets.join(v, w);
  };
  for (const triangles of parted.values()) {
    for (let t = 0; t < triangles.length; t += 3) {
      joinInside(triangles[t], triangles[t + 1]);
      joinInside(triangles[t + 1], triangles[t + 2]);
      joinInside(triangles[t + 2], triangles[t]);
    }
  }
  return sets;
}

/** Regions that hold a member. */
export const bodiesOf = ({ members }: Field, regions: Sets): Set<number> =>
  new Set(members.map((v) => regions.of(v)));
