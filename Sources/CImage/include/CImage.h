/// Pictures from memory and to memory, through libjpeg-turbo and libpng. Both libraries report errors by long jumps, which
/// only C can catch; here they become a text.
#ifndef CIMAGE_H
#define CIMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CIMAGE_ERROR_SIZE 256

/// Values of rows from the top, pixels from the left, channels together.
typedef struct {
  int32_t width, height;
  /// 1 (grey or numbers), 3 (red, green, blue).
  int32_t channels;
  /// 8 or 16 bits a value; 16 in this machine's byte order.
  int32_t bits;
  /// From malloc; freed by the caller.
  uint8_t *bytes;
  size_t byte_count;
} CImagePicture;

/// A run of bytes from malloc; freed by the caller.
typedef struct {
  uint8_t *bytes;
  size_t count;
} CImageBytes;

/// How the values of a PNG are wanted.
typedef enum {
  /// Red, green and blue of 8 bits: palettes are looked up, grey is repeated, of 16 bits the upper 8 stay, transparency is
  /// dropped.
  CIMAGE_COLOURS = 0,
  /// The numbers as they are stored: an index into the palette stays that index, and 16 bits stay 16.
  CIMAGE_NUMBERS = 1,
} CImageMeaning;

/// Reads a grey, colour or CMYK JPEG as red, green and blue. Damaged or missing data are an error, not a grey patch.
///
/// Returns false with the reason in `error`, which holds CIMAGE_ERROR_SIZE bytes.
bool cimage_read_jpeg(const uint8_t *data, size_t size, CImagePicture *picture, char *error);

/// Reads a PNG of any colour type and depth. Returns false with the reason in `error`.
bool cimage_read_png(const uint8_t *data, size_t size, CImageMeaning meaning, CImagePicture *picture, char *error);

/// Writes 8-bit grey or colours; `quality` lies in 1 … 100. Returns false with the reason in `error`.
bool cimage_write_jpeg(const CImagePicture *picture, int32_t quality, CImageBytes *result, char *error);

/// Writes 8 or 16 bits, grey or colours. Returns false with the reason in `error`.
bool cimage_write_png(const CImagePicture *picture, CImageBytes *result, char *error);

#endif
