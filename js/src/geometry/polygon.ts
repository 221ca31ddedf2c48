// Closed polygons given as x and y, one after another.

/** Even-odd rule, after Shimrat 1962. */
export function insidePolygon(polygon: ArrayLike<number>, x: number, y: number): boolean {
  let inside = false;
  const n = polygon.length;
  for (let i = 0, j = n - 2; i < n; j = i, i += 2) {
    const [xi, yi, xj, yj] = [polygon[i], polygon[i + 1], polygon[j], polygon[j + 1]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** Area of a polygon; its sign tells the direction. */
export function areaOf(points: Float32Array): number {
  let twice = 0;
  for (let k = 0, j = points.length - 2; k < points.length; j = k, k += 2) {
    twice += points[k] * points[j + 1] - points[j] * points[k + 1];
  }
  return twice / 2;
}
