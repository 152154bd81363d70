// SPDX-License-Identifier: Apache-2.0

// verify_tlog checks one log of exported evidence by the libraries of the Go
// project's own transparency log: that others' programs read our formats.
//
//	verify_tlog KEY LOG [OLDER]
//	verify_tlog -flips KEY LOG
//
// KEY is a verifier key (NAME+HASH+BASE64), LOG the folder `broker` or `agent`
// of evidence, OLDER the same of an earlier export: then LOG must begin with it.
// With -flips each bit of each file is flipped, one after another, and must be
// noticed. Of the checkpoint: its text and its log's own signature line.
//
// Exit 0: all holds, and how much was checked. 1: something does not, and what.
package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
	leafBytes  = 113
	// Every earlier tree of a log that is short, every 97th of one that is not.
	shortLog = 1024
	step     = 97
)

// files of one log by their names with slashes: the checkpoint and the tiles.
type files map[string][]byte

func load(folder string) (files, error) {
	loaded := files{}
	checkpoint, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return nil, err
	}
	loaded["checkpoint"] = checkpoint
	top := filepath.Join(folder, "tile")
	err = filepath.WalkDir(top, func(at string, entry fs.DirEntry, err error) error {
		if err != nil {
			if at == top && errors.Is(err, fs.ErrNotExist) {
				return nil // A log without entries.
			}
			return err
		}
		if entry.IsDir() {
			return nil
		}
		name, err := filepath.Rel(folder, at)
		if err != nil {
			return err
		}
		loaded[filepath.ToSlash(name)], err = os.ReadFile(at)
		return err
	})
	return loaded, err
}

// tiles gives the library what it asks for, and remembers what that was.
type tiles struct {
	files files
	read  map[string]bool
}

func (t *tiles) Height() int { return tileHeight }

func (t *tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		data, err := t.file(path(tile))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (t *tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t *tiles) file(name string) ([]byte, error) {
	data, ok := t.files[name]
	if !ok {
		return nil, fmt.Errorf("%s: missing", name)
	}
	t.read[name] = true
	return data, nil
}

// path is a tile's as C2SP tlog-tiles has it, which leaves the height out and
// calls the leaves "entries".
func path(tile tlog.Tile) string {
	name := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
	return "tile/" + strings.Replace(name, "data/", "entries/", 1)
}

// openCheckpoint checks the signature and reads the three lines.
func openCheckpoint(log files, key string) (tree tlog.Tree, err error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tree, err
	}
	opened, err := note.Open(log["checkpoint"], note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	// The library takes a base64 text that is not what its bytes encode to.
	_, err = base64.StdEncoding.Strict().DecodeString(opened.Sigs[0].Base64)
	if err != nil {
		return tree, fmt.Errorf("checkpoint: %w", err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != verifier.Name() {
		return tree, errors.New("checkpoint: not origin, size and root")
	}
	tree.N, err = strconv.ParseInt(lines[1], 10, 64)
	if err != nil || strconv.FormatInt(tree.N, 10) != lines[1] || tree.N < 0 {
		return tree, errors.New("checkpoint: the size is no number")
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// leaves gives those of one bundle.
func leaves(bundle []byte, width int) ([][]byte, error) {
	var all [][]byte
	for len(bundle) > 0 {
		if len(bundle) < 2 {
			return nil, errors.New("breaks off")
		}
		length := int(binary.BigEndian.Uint16(bundle))
		if length != leafBytes || len(bundle) < 2+length {
			return nil, errors.New("not leaves of 113 bytes")
		}
		all = append(all, bundle[2:2+length])
		bundle = bundle[2+length:]
	}
	if len(all) != width {
		return nil, fmt.Errorf("%d leaves and not %d", len(all), width)
	}
	return all, nil
}

// checkRecords proves every leaf to be in the tree.
func checkRecords(tree tlog.Tree, t *tiles, hashes tlog.HashReader) error {
	for first := int64(0); first < tree.N; first += tileWidth {
		width := tileWidth
		if tree.N-first < tileWidth {
			width = int(tree.N - first)
		}
		name := path(tlog.Tile{H: tileHeight, L: -1, N: first / tileWidth, W: width})
		bundle, err := t.file(name)
		if err != nil {
			return err
		}
		all, err := leaves(bundle, width)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for i, leaf := range all {
			index := first + int64(i)
			proof, err := tlog.ProveRecord(tree.N, index, hashes)
			if err == nil {
				err = tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(leaf))
			}
			if err != nil {
				return fmt.Errorf("leaf %d: %w", index, err)
			}
		}
	}
	return nil
}

// checkEarlierTrees proves the tree to begin with those before it.
func checkEarlierTrees(tree tlog.Tree, hashes tlog.HashReader) (count int, err error) {
	by := int64(1)
	if tree.N > shortLog {
		by = step
	}
	for size := int64(1); size <= tree.N; size += by {
		root, err := tlog.TreeHash(size, hashes)
		if err != nil {
			return count, fmt.Errorf("tree of %d: %w", size, err)
		}
		if err = checkBegins(tree, tlog.Tree{N: size, Hash: root}, hashes); err != nil {
			return count, err
		}
		count++
	}
	return count, nil
}

func checkBegins(tree, older tlog.Tree, hashes tlog.HashReader) error {
	if older.N == 0 {
		return nil
	}
	if older.N > tree.N {
		return fmt.Errorf("the log has %d entries and had %d", tree.N, older.N)
	}
	proof, err := tlog.ProveTree(tree.N, older.N, hashes)
	if err == nil {
		err = tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash)
	}
	if err != nil {
		return fmt.Errorf("tree of %d: %w", older.N, err)
	}
	return nil
}

// checkNothingElse finds files that no proof has needed.
func checkNothingElse(t *tiles) error {
	for name := range t.files {
		if name != "checkpoint" && !t.read[name] {
			return fmt.Errorf("%s: no tile of this log", name)
		}
	}
	return nil
}

// verify checks a log, and that it begins with an older one if there is one.
// Gives the number of leaves and of earlier trees.
func verify(key string, log, older files) (leaves int64, trees int, err error) {
	tree, err := openCheckpoint(log, key)
	if err != nil {
		return 0, 0, err
	}
	// RFC 6962's; the library has zeros there.
	if tree.N == 0 && tree.Hash != sha256.Sum256(nil) {
		return 0, 0, errors.New("checkpoint: not the root of no entries")
	}
	t := &tiles{files: log, read: map[string]bool{}}
	hashes := tlog.TileHashReader(tree, t)
	if err = checkRecords(tree, t, hashes); err != nil {
		return 0, 0, err
	}
	if trees, err = checkEarlierTrees(tree, hashes); err != nil {
		return 0, 0, err
	}
	if older != nil {
		before, err := openCheckpoint(older, key)
		if err != nil {
			return 0, 0, fmt.Errorf("the older export: %w", err)
		}
		if err = checkBegins(tree, before, hashes); err != nil {
			return 0, 0, err
		}
	}
	return tree.N, trees, checkNothingElse(t)
}

// ownPart is how much of a checkpoint the log itself answers for: its text and
// its own signature line. Cosignatures are others'.
func ownPart(checkpoint []byte) int {
	text := string(checkpoint)
	begin := strings.Index(text, "\n\n") + 2
	name := text[:strings.Index(text, "\n")]
	line := strings.Index(text[begin:], "\u2014 "+name+" ")
	if line != 0 {
		return len(checkpoint)
	}
	return begin + strings.Index(text[begin:], "\n") + 1
}

// flip flips every bit of every file; an error for the first that passes.
func flip(key string, log files) (flips int, err error) {
	for name, whole := range log {
		length := len(whole)
		if name == "checkpoint" {
			length = ownPart(whole)
		}
		for bit := 0; bit < 8*length; bit++ {
			whole[bit/8] ^= 1 << (bit % 8)
			_, _, fault := verify(key, log, nil)
			whole[bit/8] ^= 1 << (bit % 8)
			if fault == nil {
				return flips, fmt.Errorf("%s: bit %d was flipped and all holds", name, bit)
			}
			flips++
		}
	}
	return flips, nil
}

// checkProof reads the proof of one entry (C2SP tlog-proof) and checks it for
// the leaf that the log's own bundle has there.
func checkProof(key string, log files, proof []byte) (int64, error) {
	lines := strings.Split(string(proof), "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return 0, errors.New("no tlog-proof")
	}
	lines = lines[1:]
	if strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
	if err != nil {
		return 0, err
	}
	var up tlog.RecordProof
	for lines = lines[1:]; len(lines) > 0 && lines[0] != ""; lines = lines[1:] {
		hash, err := tlog.ParseHash(lines[0])
		if err != nil {
			return 0, err
		}
		up = append(up, hash)
	}
	if len(lines) == 0 {
		return 0, errors.New("no checkpoint")
	}
	signed := files{"checkpoint": []byte(strings.Join(lines[1:], "\n"))}
	tree, err := openCheckpoint(signed, key)
	if err != nil {
		return 0, err
	}
	for name, bundle := range log {
		first := index / tileWidth * tileWidth
		whole := path(tlog.Tile{H: tileHeight, L: -1, N: first / tileWidth, W: tileWidth})
		if name != whole && !strings.HasPrefix(name, whole+".p/") {
			continue
		}
		all, err := leaves(bundle, len(bundle)/(2+leafBytes))
		if err != nil {
			return 0, err
		}
		if index-first >= int64(len(all)) {
			break
		}
		return index, tlog.CheckRecord(up, tree.N, tree.Hash, index,
			tlog.RecordHash(all[index-first]))
	}
	return 0, fmt.Errorf("entry %d: not in the log", index)
}

func runProof(arguments []string) error {
	if len(arguments) != 3 {
		return errors.New("usage: verify_tlog -proof KEY LOG FILE")
	}
	log, err := load(arguments[1])
	if err != nil {
		return err
	}
	proof, err := os.ReadFile(arguments[2])
	if err != nil {
		return err
	}
	index, err := checkProof(arguments[0], log, proof)
	if err != nil {
		return err
	}
	fmt.Printf("entry %d is in the log\n", index)
	return nil
}

func run(arguments []string) error {
	if len(arguments) > 0 && arguments[0] == "-proof" {
		return runProof(arguments[1:])
	}
	flips := len(arguments) == 3 && arguments[0] == "-flips"
	if flips {
		arguments = arguments[1:]
	}
	if len(arguments) != 2 && len(arguments) != 3 {
		return errors.New("usage: verify_tlog [-flips] KEY LOG [OLDER]")
	}
	log, err := load(arguments[1])
	if err != nil {
		return err
	}
	var older files
	if len(arguments) == 3 {
		if older, err = load(arguments[2]); err != nil {
			return err
		}
	}
	leaves, trees, err := verify(arguments[0], log, older)
	if err != nil {
		return err
	}
	fmt.Printf("%d leaves are in the tree, and %d earlier trees\n", leaves, trees)
	if flips {
		count, err := flip(arguments[0], log)
		if err != nil {
			return err
		}
		fmt.Printf("%d flipped bits were each found\n", count)
	}
	return nil
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Println("verify_tlog:", err)
		os.Exit(1)
	}
}
