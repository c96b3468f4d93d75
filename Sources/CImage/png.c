#include "CImage.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

/// More pixels than any picture for training has; a header that claims more is damaged.
static const uint64_t pixel_limit = (uint64_t)1 << 28;

static void fail(png_structp png, png_const_charp message) {
  snprintf(png_get_error_ptr(png), CIMAGE_ERROR_SIZE, "%s", message);
  longjmp(png_jmpbuf(png), 1);
}

static void ignore(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

typedef struct {
  const uint8_t *data;
  size_t size, at;
} Source;

static void take(png_structp png, png_bytep target, size_t count) {
  Source *source = png_get_io_ptr(png);
  if (source->size - source->at < count) png_error(png, "the data end early");
  memcpy(target, source->data + source->at, count);
  source->at += count;
}

bool cimage_read_png(const uint8_t *data, size_t size, CImageMeaning meaning, CImagePicture *picture, char *error) {
  memset(picture, 0, sizeof *picture);
  error[0] = 0;
  if (size < 8 || png_sig_cmp(data, 0, 8)) {
    snprintf(error, CIMAGE_ERROR_SIZE, "no PNG signature");
    return false;
  }
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, error, fail, ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  // Set between setjmp and a jump, so it may not live in a register.
  png_bytep *volatile rows = NULL;
  if (!info) {
    png_destroy_read_struct(&png, NULL, NULL);
    snprintf(error, CIMAGE_ERROR_SIZE, "no memory");
    return false;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    free(rows);
    free(picture->bytes);
    picture->bytes = NULL;
    return false;
  }
  Source source = {data, size, 0};
  png_set_read_fn(png, &source, take);
  png_read_info(png, info);
  const uint32_t width = png_get_image_width(png, info), height = png_get_image_height(png, info);
  if ((uint64_t)width * height > pixel_limit) png_error(png, "the header claims too many pixels");
  const int depth = png_get_bit_depth(png, info), type = png_get_color_type(png, info);
  if (meaning == CIMAGE_COLOURS) {
    // A palette with transparency becomes red, green, blue and alpha.
    if (type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
    if (type == PNG_COLOR_TYPE_GRAY && depth < 8) png_set_expand_gray_1_2_4_to_8(png);
    if (depth == 16) png_set_strip_16(png);
    if (!(type & PNG_COLOR_MASK_COLOR)) png_set_gray_to_rgb(png);
  } else {
    if (depth < 8) png_set_packing(png);
    const uint16_t one = 1;
    if (depth == 16 && *(const uint8_t *)&one == 1) png_set_swap(png);
  }
  png_set_strip_alpha(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  const size_t row = png_get_rowbytes(png, info);
  if (row != (size_t)width * png_get_channels(png, info) * (png_get_bit_depth(png, info) / 8)) {
    png_error(png, "rows of an unexpected length");
  }
  picture->width = (int32_t)width;
  picture->height = (int32_t)height;
  picture->channels = png_get_channels(png, info);
  picture->bits = png_get_bit_depth(png, info);
  picture->byte_count = row * height;
  picture->bytes = malloc(picture->byte_count);
  rows = malloc(height * sizeof(png_bytep));
  if (!picture->bytes || !rows) png_error(png, "no memory");
  for (uint32_t index = 0; index < height; index++) rows[index] = picture->bytes + row * index;
  png_read_image(png, rows);
  png_read_end(png, NULL);
  png_destroy_read_struct(&png, &info, NULL);
  free(rows);
  return true;
}

static void put(png_structp png, png_bytep bytes, size_t count) {
  CImageBytes *target = png_get_io_ptr(png);
  uint8_t *larger = realloc(target->bytes, target->count + count);
  if (!larger) png_error(png, "no memory");
  memcpy(larger + target->count, bytes, count);
  target->bytes = larger;
  target->count += count;
}

static void finish(png_structp png) { (void)png; }

bool cimage_write_png(const CImagePicture *picture, CImageBytes *result, char *error) {
  memset(result, 0, sizeof *result);
  error[0] = 0;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, error, fail, ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    png_destroy_write_struct(&png, NULL);
    snprintf(error, CIMAGE_ERROR_SIZE, "no memory");
    return false;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    free(result->bytes);
    result->bytes = NULL;
    return false;
  }
  png_set_write_fn(png, result, put, finish);
  png_set_IHDR(
    png, info, (png_uint_32)picture->width, (png_uint_32)picture->height, picture->bits,
    picture->channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
    PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  const uint16_t one = 1;
  if (picture->bits == 16 && *(const uint8_t *)&one == 1) png_set_swap(png);
  const size_t row = picture->byte_count / (size_t)picture->height;
  for (int32_t index = 0; index < picture->height; index++) png_write_row(png, picture->bytes + row * (size_t)index);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return true;
}
