// The stations in space: a cube a number, and a camera that goes from one to the next. Loaded when the walk is opened.

import {
  AmbientLight,
  BoxGeometry,
  CanvasTexture,
  Color,
  DirectionalLight,
  InstancedMesh,
  Matrix4,
  MeshLambertMaterial,
  PerspectiveCamera,
  Raycaster,
  Scene,
  Sprite,
  SpriteMaterial,
  SRGBColorSpace,
  Vector2,
  Vector3,
  WebGLRenderer,
} from "three";
import { OrbitControls } from "three/examples/jsm/controls/OrbitControls.js";
import { SHORT } from "../../token";
import type { Grid, Role, Station } from "./scene";
import { ofTokens, titleOf } from "./scene";

/** Between two stations, between a matrix and a vector beside it, and between vectors in a stack, in cubes. */
const GAP = 14;
const BESIDE = 3.5;
const STACKED = 4.8;
/** How far a row that is looked up stands out of its matrix. */
const OUT = 5;
/** Of letters, in cubes. */
const LETTERS = 1.5;
const SMALL = 1;
/** How far a title stands over what it names: a row that rises to the right in perspective stays below it. */
const OVER = 2.2;
/** How far from a cube its token is written. */
const NEXT_TO = 1.2;
const CUBE = 0.86;
const FIELD = 40;
const SECONDS = 0.9;
const TURN = 0.12;
const NEARER = 0.85;
/** Pixels that a pointer may go and still have pressed: further, it turned the picture. */
const STILL = 5;

/** A number that was pressed. */
export interface Pressed {
  grid: Grid;
  row: number;
  column: number;
}

interface Cube extends Pressed {
  at: Vector3;
}

interface Stop {
  middle: Vector3;
  /** Far enough to have all of it in sight. */
  width: number;
  height: number;
}

export class Space {
  readonly canvas: HTMLCanvasElement;
  private readonly renderer: WebGLRenderer;
  private readonly scene = new Scene();
  private readonly camera = new PerspectiveCamera(FIELD, 1, 0.5, 2_000);
  private readonly controls: OrbitControls;
  private readonly cube = new BoxGeometry(CUBE, CUBE, CUBE);
  private readonly paint = new MeshLambertMaterial();
  private readonly resizes = new ResizeObserver(() => this.fit());
  private readonly scheme = matchMedia("(prefers-color-scheme: dark)");
  private stations: Station[] = [];
  private cubes: Cube[] = [];
  private stops: Stop[] = [];
  private mesh: InstancedMesh | undefined;
  private labels: Sprite[] = [];
  private at = 0;
  private flight = 0;
  private down = new Vector2();

  /** For a browser that has WebGL. */
  constructor(
    private readonly box: HTMLElement,
    private readonly onPress: (pressed: Pressed) => void,
  ) {
    this.renderer = new WebGLRenderer({ antialias: true, alpha: true });
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    this.canvas = this.renderer.domElement;
    this.controls = new OrbitControls(this.camera, this.canvas);
    // A wheel over the picture scrolls the page, as everywhere else on it.
    this.controls.enableZoom = false;
    this.controls.enablePan = false;
    this.controls.addEventListener("change", () => this.draw());
    this.canvas.addEventListener("pointerdown", ({ clientX, clientY }) => this.down.set(clientX, clientY));
    this.canvas.addEventListener("click", (event) => this.press(event));
    this.scheme.addEventListener("change", this.repaint);
    box.append(this.canvas);
    this.resizes.observe(box);
  }

  /** Put other numbers there. The camera stays where it is. */
  show(stations: Station[]): void {
    this.stations = stations;
    this.build();
    this.draw();
  }

  /** Go to a station: at once, or in a flight. */
  go(at: number, flies: boolean): void {
    this.at = at;
    const stop = this.stops[at];
    if (!stop) return;
    cancelAnimationFrame(this.flight);
    const to = this.viewOf(stop);
    if (flies) this.fly(to, stop.middle);
    else this.arrive(to, stop.middle);
  }

  turn(sideways: number, up: number): void {
    const arm = this.camera.position.clone().sub(this.controls.target);
    const axis = new Vector3(0, 1, 0);
    arm.applyAxisAngle(axis, sideways * TURN);
    const side = new Vector3().crossVectors(arm, axis).normalize();
    const tilted = arm.clone().applyAxisAngle(side, up * TURN);
    // Not over the pole.
    if (Math.abs(tilted.angleTo(axis) - Math.PI / 2) < 1.35) arm.copy(tilted);
    this.look(this.controls.target.clone().add(arm), this.controls.target);
  }

  zoom(nearer: boolean): void {
    const arm = this.camera.position.clone().sub(this.controls.target);
    const by = nearer ? NEARER : 1 / NEARER;
    this.look(this.controls.target.clone().addScaledVector(arm, by), this.controls.target);
  }

  private readonly repaint = (): void => {
    this.build();
    this.draw();
  };

  private build(): void {
    this.scene.clear();
    this.mesh?.dispose();
    for (const label of this.labels) {
      label.material.map?.dispose();
      label.material.dispose();
    }
    this.labels = [];
    this.cubes = [];
    this.stops = [];
    const style = getComputedStyle(this.box);
    const colour = (name: string) => new Color(style.getPropertyValue(name).trim());
    const ink = colour("--ink");
    // Mixed as a style sheet mixes, so that they are the colours of the flat picture.
    const [warm, cool, still] = [colour("--warm"), colour("--cool"), colour("--line")].map((each) =>
      each.convertLinearToSRGB(),
    ) as [Color, Color, Color];
    let left = 0;
    for (const station of this.stations) left = this.place(station, left, ink) + GAP;
    const mesh = new InstancedMesh(this.cube, this.paint, this.cubes.length);
    const strongest = new Map<Grid, number>();
    for (const station of this.stations)
      for (const grid of station.grids)
        strongest.set(grid, Math.max(...grid.rows.flat().map(Math.abs), Number.MIN_VALUE));
    this.cubes.forEach(({ at, grid, row, column }, number) => {
      const value = grid.rows[row]?.[column] ?? 0;
      // Most weights are small beside the largest: the root tells them apart.
      const share = Math.sqrt(Math.abs(value) / (strongest.get(grid) ?? 1));
      mesh.setMatrixAt(number, new Matrix4().makeTranslation(at.x, at.y, at.z));
      const mixed = still.clone().lerp(value < 0 ? cool : warm, share);
      mesh.setColorAt(number, mixed.convertSRGBToLinear());
    });
    this.mesh = mesh;
    const sun = new DirectionalLight(0xffffff, 1.7);
    sun.position.set(-1, 2, 3);
    this.scene.add(mesh, new AmbientLight(0xffffff, 1.6), sun, ...this.labels);
  }

  /** Put a station to the right of what is there. Returns where it ends. */
  private place(station: Station, left: number, ink: Color): number {
    const of = (role: Role) => station.grids.filter((grid) => grid.role === role);
    const [matrix] = of("matrix");
    const columns = Math.max(
      ...station.grids.map((grid) => (grid.role === "out" ? 0 : (grid.rows[0]?.length ?? 0))),
    );
    const rows = matrix ? matrix.rows.length : 0;
    let top = rows / 2;
    if (matrix) {
      this.put(matrix, (row, column) => new Vector3(left + column, top - row, 0));
      this.write(titleOf(matrix), left, top - rows - 1, ink);
      if (ofTokens(matrix)) this.writeTokens((row) => [left - NEXT_TO, top - row], ink);
    }
    for (const grid of of("in")) {
      // A row that is looked up stands out of its matrix; what is multiplied lies above the columns.
      const chosen = matrix?.chosen ?? null;
      const [y, z] = chosen === null ? [top + BESIDE, 0] : [top - chosen, OUT];
      this.put(grid, (_, column) => new Vector3(left + column, y, z));
      if (chosen === null) this.write(titleOf(grid), left, y + OVER, ink);
    }
    let right = left + columns;
    for (const grid of of("out")) {
      right += BESIDE;
      this.put(grid, (_, column) => new Vector3(right - 1, top - column, 0));
      if (ofTokens(grid)) this.writeTokens((row) => [right - 1 + NEXT_TO, top - row], ink);
      right = Math.max(right, this.write(titleOf(grid), right - 1, top - rows - 1, ink));
    }
    const stack = of("stack");
    const high = stack.reduce((sum, grid) => sum + grid.rows.length + STACKED, -STACKED);
    if (stack.length) top = high / 2;
    let y = top;
    for (const grid of stack) {
      const first = y;
      this.put(grid, (row, column) => new Vector3(left + column, first - row, 0));
      right = Math.max(right, this.write(titleOf(grid), left, first + OVER, ink));
      if (ofTokens(grid)) this.writeTokens((column) => [left + column, first - NEXT_TO], ink);
      y -= grid.rows.length + STACKED;
    }
    const above = (matrix ? BESIDE : 0) + OVER + LETTERS;
    this.stops.push({
      middle: new Vector3((left + right - 1) / 2, (above - LETTERS) / 2 - 0.5, 0),
      width: right - left + 4,
      height: (matrix ? rows : high) + above + 2 * LETTERS,
    });
    return right;
  }

  private put(grid: Grid, at: (row: number, column: number) => Vector3): void {
    grid.rows.forEach((values, row) => {
      values.forEach((_, column) => {
        this.cubes.push({ grid, row, column, at: at(row, column) });
      });
    });
  }

  /** Each token at its place. */
  private writeTokens(at: (token: number) => [number, number], ink: Color): void {
    SHORT.forEach((text, token) => {
      const [x, y] = at(token);
      this.write(text, x, y, ink, SMALL);
    });
  }

  /** Returns where its text ends. */
  private write(text: string, x: number, y: number, ink: Color, high = LETTERS): number {
    const drawing = document.createElement("canvas");
    const pen = drawing.getContext("2d");
    if (!pen) return x;
    const font = "500 44px ui-sans-serif, system-ui, sans-serif";
    pen.font = font;
    drawing.width = Math.ceil(pen.measureText(text).width) + 8;
    drawing.height = 60;
    pen.font = font;
    pen.fillStyle = `#${ink.getHexString()}`;
    pen.fillText(text, 4, 44);
    const map = new CanvasTexture(drawing);
    map.colorSpace = SRGBColorSpace;
    const sprite = new Sprite(new SpriteMaterial({ map, depthTest: false, depthWrite: false }));
    const wide = (high * drawing.width) / drawing.height;
    sprite.scale.set(wide, high, 1);
    sprite.center.set(0, 0.5);
    sprite.position.set(x - 0.5, y, 0);
    this.labels.push(sprite);
    return x + wide;
  }

  private viewOf({ middle, width, height }: Stop): Vector3 {
    const half = Math.tan((FIELD * Math.PI) / 360);
    const far = Math.max(height / 2 / half, width / 2 / half / this.camera.aspect);
    return middle.clone().add(new Vector3(-0.2, 0.1, 1).normalize().multiplyScalar(far * 1.06));
  }

  private fly(to: Vector3, target: Vector3): void {
    const [from, seen] = [this.camera.position.clone(), this.controls.target.clone()];
    const begun = performance.now();
    const step = (now: number) => {
      const share = Math.min(1, (now - begun) / 1_000 / SECONDS);
      const eased = share * share * (3 - 2 * share);
      if (share === 1) {
        this.arrive(to, target);
        return;
      }
      this.look(from.clone().lerp(to, eased), seen.clone().lerp(target, eased));
      this.flight = requestAnimationFrame(step);
    };
    this.flight = requestAnimationFrame(step);
  }

  private arrive(to: Vector3, target: Vector3): void {
    this.look(to, target);
    this.canvas.dataset["at"] = String(this.at);
  }

  private look(from: Vector3, target: Vector3): void {
    this.camera.position.copy(from);
    this.controls.target.copy(target);
    this.controls.update();
    this.draw();
  }

  private draw(): void {
    this.renderer.render(this.scene, this.camera);
  }

  private fit(): void {
    const { clientWidth: width, clientHeight: height } = this.box;
    if (!width || !height) return;
    this.renderer.setSize(width, height);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.go(this.at, false);
    this.draw();
  }

  private press(event: MouseEvent): void {
    if (!this.mesh || this.down.distanceTo(new Vector2(event.clientX, event.clientY)) > STILL) return;
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const at = new Vector2(
      (2 * (event.clientX - left)) / width - 1,
      1 - (2 * (event.clientY - top)) / height,
    );
    const ray = new Raycaster();
    ray.setFromCamera(at, this.camera);
    const [hit] = ray.intersectObject(this.mesh);
    const cube = this.cubes[hit?.instanceId ?? -1];
    if (cube) this.onPress(cube);
  }
}
