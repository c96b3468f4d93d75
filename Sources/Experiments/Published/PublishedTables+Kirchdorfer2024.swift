// swift-format-ignore-file: a line is a row of a table.

extension PublishedTables {
  /// Tables 1 to 4 of Kirchdorfer et al. (2024): Cityscapes, NYUv2, CelebA and what the softmax adds, as printed.
  static let kirchdorfer2024 = #"""
    [
      {
        "name": "cityscapes-segnet",
        "title": "Cityscapes, SegNet",
        "source": "Kirchdorfer, Elich, Kutsche, Stuckenschmidt, Schott and Köhler, Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning, GCPR 2024 (arXiv 2408.07985v1), table 1",
        "data": "cityscapes",
        "trunk": "segnet",
        "sharing": "hard",
        "split": "test",
        "seeds": 5,
        "convention": "metricMean",
        "recomputes": true,
        "protocol": "2,380 / 595 / 500 images for training, validation and test, 595 drawn from the official training images, the official validation images as test; 128 × 256; batch 8. Adam, at most 600 epochs, rate halved every 100; learning rate, weight decay and the method's own parameter tuned on one seed by validation Δm, with early stopping on validation Δm; then five seeds.",
        "notes": [
          "The single-task row trained at other values by task: learning rate and weight decay as printed.",
          "UW-O: table 4, which prints Δm alone."
        ],
        "metrics": [
          {"task": "segmentation", "name": "mIoU", "unit": "", "better": "higher"},
          {"task": "segmentation", "name": "pixel-accuracy", "unit": "", "better": "higher"},
          {"task": "depth", "name": "absolute-error", "unit": "", "better": "lower"},
          {"task": "depth", "name": "relative-error", "unit": "", "better": "lower"}
        ],
        "baseline": {"network": "SegNet trained for one task at a time", "values": [0.723, 0.927, 0.0124, 24.5]},
        "rows": [
          {"method": "single-task", "label": "STL", "values": [0.723, 0.927, 0.0124, 24.5], "settings": {"learning rate": "5e-4", "weight decay": "1e-4, 1e-5"}},
          {"method": "scalarization", "label": "Scalarization", "values": [0.707, 0.919, 0.0123, 25.7], "deltaM": 1.9, "deltaMStandardDeviation": 0.9, "settings": {"learning rate": "1e-4", "weight decay": "1e-5", "weights": "0.02, 0.98"}, "epochs": "531.2"},
          {"method": "ew", "label": "EW", "values": [0.731, 0.928, 0.0157, 76.7], "deltaM": 59.9, "deltaMStandardDeviation": 5.0, "settings": {"learning rate": "5e-4", "weight decay": "1e-5"}, "epochs": "560.8"},
          {"method": "rlw", "label": "RLW", "values": [0.722, 0.926, 0.017, 107.1], "deltaM": 93.8, "deltaMStandardDeviation": 14.8, "settings": {"learning rate": "1e-4", "weight decay": "1e-4"}, "epochs": "529.6"},
          {"method": "dwa", "label": "DWA", "values": [0.729, 0.927, 0.0158, 85.9], "deltaM": 69.6, "deltaMStandardDeviation": 9.7, "settings": {"learning rate": "1e-4", "weight decay": "1e-4", "temperature": "2"}, "epochs": "584.4"},
          {"method": "gls", "label": "GLS", "values": [0.717, 0.923, 0.0129, 27.5], "deltaM": 4.5, "deltaMStandardDeviation": 0.6, "settings": {"learning rate": "5e-4", "weight decay": "1e-5"}, "epochs": "564.2"},
          {"method": "imtl-l", "label": "IMTL-L", "values": [0.715, 0.922, 0.0128, 33.5], "deltaM": 10.6, "deltaMStandardDeviation": 3.6, "settings": {"learning rate": "1e-3", "weight decay": "1e-5"}, "epochs": "568.6"},
          {"method": "uw", "label": "UW", "values": [0.718, 0.923, 0.0128, 32.1], "deltaM": 9.0, "deltaMStandardDeviation": 3.0, "settings": {"learning rate": "1e-3", "weight decay": "1e-5"}, "epochs": "550.6"},
          {"method": "uw-so", "label": "UW-SO", "values": [0.674, 0.907, 0.013, 25.2], "deltaM": 4.4, "deltaMStandardDeviation": 0.9, "settings": {"learning rate": "5e-4", "weight decay": "1e-5", "temperature": "20"}, "epochs": "544.0"},
          {"method": "uw-o", "label": "UW-O", "deltaM": 5.5, "settings": {}}
        ]
      },
      {
        "name": "cityscapes-resnet50",
        "title": "Cityscapes, ResNet-50",
        "source": "Kirchdorfer, Elich, Kutsche, Stuckenschmidt, Schott and Köhler, Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning, GCPR 2024 (arXiv 2408.07985v1), table 1",
        "data": "cityscapes",
        "trunk": "resnet50",
        "sharing": "hard",
        "split": "test",
        "seeds": 5,
        "convention": "metricMean",
        "recomputes": true,
        "protocol": "2,380 / 595 / 500 images for training, validation and test, 595 drawn from the official training images, the official validation images as test; 128 × 256; batch 8. Adam, at most 600 epochs, rate halved every 100; learning rate, weight decay and the method's own parameter tuned on one seed by validation Δm, with early stopping on validation Δm; then five seeds.",
        "notes": [
          "Δm is against the single-task SegNet, not against this network trained for one task.",
          "UW-O: table 4, which prints Δm alone."
        ],
        "metrics": [
          {"task": "segmentation", "name": "mIoU", "unit": "", "better": "higher"},
          {"task": "segmentation", "name": "pixel-accuracy", "unit": "", "better": "higher"},
          {"task": "depth", "name": "absolute-error", "unit": "", "better": "lower"},
          {"task": "depth", "name": "relative-error", "unit": "", "better": "lower"}
        ],
        "baseline": {"network": "SegNet trained for one task at a time", "values": [0.723, 0.927, 0.0124, 24.5]},
        "rows": [
          {"method": "scalarization", "label": "Scalarization", "values": [0.738, 0.929, 0.0117, 28.3], "deltaM": 2.1, "deltaMStandardDeviation": 1.4, "settings": {"learning rate": "1e-3", "weight decay": "0", "weights": "0.02, 0.98"}, "epochs": "417.2"},
          {"method": "ew", "label": "EW", "values": [0.757, 0.936, 0.0119, 31.9], "deltaM": 5.3, "deltaMStandardDeviation": 0.7, "settings": {"learning rate": "1e-3", "weight decay": "0"}, "epochs": "448.4"},
          {"method": "rlw", "label": "RLW", "values": [0.757, 0.936, 0.0119, 32.7], "deltaM": 6.1, "deltaMStandardDeviation": 1.1, "settings": {"learning rate": "5e-4", "weight decay": "0"}, "epochs": "486.6"},
          {"method": "dwa", "label": "DWA", "values": [0.758, 0.936, 0.0118, 31.4], "deltaM": 4.4, "deltaMStandardDeviation": 0.7, "settings": {"learning rate": "5e-4", "weight decay": "0", "temperature": "2"}, "epochs": "404.6"},
          {"method": "gls", "label": "GLS", "values": [0.755, 0.934, 0.0115, 29.1], "deltaM": 1.7, "deltaMStandardDeviation": 1.2, "settings": {"learning rate": "1e-3", "weight decay": "1e-6"}, "epochs": "495.8"},
          {"method": "imtl-l", "label": "IMTL-L", "values": [0.754, 0.935, 0.0113, 28.6], "deltaM": 0.7, "deltaMStandardDeviation": 0.9, "settings": {"learning rate": "5e-4", "weight decay": "0"}, "epochs": "350.8"},
          {"method": "uw", "label": "UW", "values": [0.752, 0.934, 0.0113, 28.3], "deltaM": 0.5, "deltaMStandardDeviation": 0.8, "settings": {"learning rate": "1e-3", "weight decay": "0"}, "epochs": "415.0"},
          {"method": "uw-so", "label": "UW-SO", "values": [0.748, 0.933, 0.0112, 28.0], "deltaM": 0.3, "deltaMStandardDeviation": 1.3, "settings": {"learning rate": "5e-4", "weight decay": "0", "temperature": "28"}, "epochs": "363.4"},
          {"method": "uw-o", "label": "UW-O", "deltaM": 2.1, "settings": {}}
        ]
      },
      {
        "name": "cityscapes-resnet101",
        "title": "Cityscapes, ResNet-101",
        "source": "Kirchdorfer, Elich, Kutsche, Stuckenschmidt, Schott and Köhler, Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning, GCPR 2024 (arXiv 2408.07985v1), table 1",
        "data": "cityscapes",
        "trunk": "resnet101",
        "sharing": "hard",
        "split": "test",
        "seeds": 5,
        "convention": "metricMean",
        "recomputes": true,
        "protocol": "2,380 / 595 / 500 images for training, validation and test, 595 drawn from the official training images, the official validation images as test; 128 × 256; batch 8. Adam, at most 600 epochs, rate halved every 100; learning rate, weight decay and the method's own parameter tuned on one seed by validation Δm, with early stopping on validation Δm; then five seeds.",
        "notes": [
          "Δm is against the single-task SegNet, not against this network trained for one task.",
          "UW-O: table 4, which prints Δm alone."
        ],
        "metrics": [
          {"task": "segmentation", "name": "mIoU", "unit": "", "better": "higher"},
          {"task": "segmentation", "name": "pixel-accuracy", "unit": "", "better": "higher"},
          {"task": "depth", "name": "absolute-error", "unit": "", "better": "lower"},
          {"task": "depth", "name": "relative-error", "unit": "", "better": "lower"}
        ],
        "baseline": {"network": "SegNet trained for one task at a time", "values": [0.723, 0.927, 0.0124, 24.5]},
        "rows": [
          {"method": "scalarization", "label": "Scalarization", "values": [0.74, 0.931, 0.0115, 31.6], "deltaM": 4.8, "deltaMStandardDeviation": 4.7, "settings": {"learning rate": "1e-4", "weight decay": "1e-5", "weights": "0.02, 0.98"}, "epochs": "462.4"},
          {"method": "ew", "label": "EW", "values": [0.749, 0.933, 0.0121, 32.8], "deltaM": 7.0, "deltaMStandardDeviation": 0.7, "settings": {"learning rate": "1e-3", "weight decay": "0"}, "epochs": "427.0"},
          {"method": "rlw", "label": "RLW", "values": [0.752, 0.934, 0.0119, 32.7], "deltaM": 6.3, "deltaMStandardDeviation": 0.8, "settings": {"learning rate": "5e-4", "weight decay": "0"}, "epochs": "482.0"},
          {"method": "dwa", "label": "DWA", "values": [0.753, 0.935, 0.0118, 32.2], "deltaM": 5.6, "deltaMStandardDeviation": 0.9, "settings": {"learning rate": "5e-4", "weight decay": "1e-6", "temperature": "2"}, "epochs": "457.6"},
          {"method": "gls", "label": "GLS", "values": [0.743, 0.931, 0.0116, 28.9], "deltaM": 2.1, "deltaMStandardDeviation": 0.6, "settings": {"learning rate": "5e-4", "weight decay": "0"}, "epochs": "408.6"},
          {"method": "imtl-l", "label": "IMTL-L", "values": [0.743, 0.931, 0.0116, 28.2], "deltaM": 1.6, "deltaMStandardDeviation": 1.4, "settings": {"learning rate": "1e-3", "weight decay": "1e-6"}, "epochs": "374.2"},
          {"method": "uw", "label": "UW", "values": [0.744, 0.931, 0.0116, 28.5], "deltaM": 1.8, "deltaMStandardDeviation": 1.0, "settings": {"learning rate": "1e-3", "weight decay": "1e-6"}, "epochs": "337.8"},
          {"method": "uw-so", "label": "UW-SO", "values": [0.749, 0.933, 0.0113, 28.7], "deltaM": 1.1, "deltaMStandardDeviation": 0.9, "settings": {"learning rate": "5e-4", "weight decay": "0", "temperature": "48"}, "epochs": "357.6"},
          {"method": "uw-o", "label": "UW-O", "deltaM": 2.8, "settings": {}}
        ]
      },
      {
        "name": "cityscapes-mtan",
        "title": "Cityscapes, MTAN on SegNet",
        "source": "Kirchdorfer, Elich, Kutsche, Stuckenschmidt, Schott and Köhler, Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning, GCPR 2024 (arXiv 2408.07985v1), table 1",
        "data": "cityscapes",
        "trunk": "segnet",
        "sharing": "mtan",
        "split": "test",
        "seeds": 3,
        "convention": "metricMean",
        "recomputes": false,
        "protocol": "2,380 / 595 / 500 images for training, validation and test, 595 drawn from the official training images, the official validation images as test; 128 × 256; batch 8. Fixed: 200 epochs, Adam at 1e-4, halved after 100, no weight decay, no validation split, the mean over the last 10 epochs on the test split; temperature and fixed weights are tuned nonetheless.",
        "notes": [
          "Δm is against a single-task baseline that is not printed; the SegNet row does not reproduce it, so these Δm are not recomputed."
        ],
        "metrics": [
          {"task": "segmentation", "name": "mIoU", "unit": "", "better": "higher"},
          {"task": "segmentation", "name": "pixel-accuracy", "unit": "", "better": "higher"},
          {"task": "depth", "name": "absolute-error", "unit": "", "better": "lower"},
          {"task": "depth", "name": "relative-error", "unit": "", "better": "lower"}
        ],
        "rows": [
          {"method": "scalarization", "label": "Scalarization", "values": [0.721, 0.927, 0.013, 27.7], "deltaM": -0.7, "deltaMStandardDeviation": 1.2, "settings": {"learning rate": "1e-4", "weight decay": "0", "weights": "0.04, 0.96"}, "epochs": "191–200"},
          {"method": "ew", "label": "EW", "values": [0.743, 0.932, 0.0158, 44.4], "deltaM": 17.8, "deltaMStandardDeviation": 3.1, "settings": {"learning rate": "1e-4", "weight decay": "0"}, "epochs": "191–200"},
          {"method": "rlw", "label": "RLW", "values": [0.736, 0.931, 0.0159, 45.3], "deltaM": 19.1, "deltaMStandardDeviation": 1.8, "settings": {"learning rate": "1e-4", "weight decay": "0"}, "epochs": "191–200"},
          {"method": "dwa", "label": "DWA", "values": [0.743, 0.933, 0.0159, 45.6], "deltaM": 19.1, "deltaMStandardDeviation": 2.7, "settings": {"learning rate": "1e-4", "weight decay": "0", "temperature": "2"}, "epochs": "191–200"},
          {"method": "gls", "label": "GLS", "values": [0.729, 0.93, 0.0136, 29.7], "deltaM": 1.9, "deltaMStandardDeviation": 0.7, "settings": {"learning rate": "1e-4", "weight decay": "0"}, "epochs": "191–200"},
          {"method": "imtl-l", "label": "IMTL-L", "values": [0.744, 0.934, 0.0146, 33.8], "deltaM": 6.5, "deltaMStandardDeviation": 0.3, "settings": {"learning rate": "1e-4", "weight decay": "0"}, "epochs": "191–200"},
          {"method": "uw", "label": "UW", "values": [0.746, 0.934, 0.0145, 34.9], "deltaM": 7.2, "deltaMStandardDeviation": 1.9, "settings": {"learning rate": "1e-4", "weight decay": "0"}, "epochs": "191–200"},
          {"method": "uw-so", "label": "UW-SO", "values": [0.711, 0.92, 0.0127, 26.9], "deltaM": -1.4, "deltaMStandardDeviation": 0.6, "settings": {"learning rate": "1e-4", "weight decay": "0", "temperature": "22"}, "epochs": "191–200"}
        ]
      },
      {
        "name": "nyuv2-segnet",
        "title": "NYUv2, SegNet",
        "source": "Kirchdorfer, Elich, Kutsche, Stuckenschmidt, Schott and Köhler, Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning, GCPR 2024 (arXiv 2408.07985v1), table 2",
        "data": "nyuv2",
        "trunk": "segnet",
        "sharing": "hard",
        "split": "test",
        "seeds": 5,
        "convention": "metricMean",
        "recomputes": true,
        "protocol": "636 / 159 / 654 images for training, validation and test; 288 × 384; batch 2. Adam, at most 400 epochs, rate halved after 100; learning rate, weight decay and the method's own parameter tuned on one seed by validation Δm, with early stopping on validation Δm; then five seeds.",
        "notes": [
          "The single-task row trained at other values by task: learning rate and weight decay as printed.",
          "The caption gives the fixed weights of Scalarization as 0.8, 0.1, 0.1 for segmentation, depth and normals. The order is almost certainly reversed: the curve of the weights and the text have 0.8 at the normals. Here it is 0.1, 0.1, 0.8.",
          "UW-O: table 4, which prints Δm alone."
        ],
        "metrics": [
          {"task": "segmentation", "name": "mIoU", "unit": "", "better": "higher"},
          {"task": "segmentation", "name": "pixel-accuracy", "unit": "", "better": "higher"},
          {"task": "depth", "name": "absolute-error", "unit": "m", "better": "lower"},
          {"task": "depth", "name": "relative-error", "unit": "", "better": "lower"},
          {"task": "normals", "name": "angle-mean", "unit": "°", "better": "lower"},
          {"task": "normals", "name": "angle-median", "unit": "°", "better": "lower"},
          {"task": "normals", "name": "within-11.25", "unit": "", "better": "higher"},
          {"task": "normals", "name": "within-22.5", "unit": "", "better": "higher"},
          {"task": "normals", "name": "within-30", "unit": "", "better": "higher"}
        ],
        "baseline": {"network": "SegNet trained for one task at a time", "values": [0.361, 0.625, 0.601, 0.252, 24.8, 18.3, 0.312, 0.585, 0.701]},
        "rows": [
          {"method": "single-task", "label": "STL", "values": [0.361, 0.625, 0.601, 0.252, 24.8, 18.3, 0.312, 0.585, 0.701], "settings": {"learning rate": "5e-5 / 1e-4", "weight decay": "1e-5"}},
          {"method": "scalarization", "label": "Scalarization", "values": [0.419, 0.675, 0.502, 0.204, 24.9, 19.0, 0.299, 0.573, 0.694], "deltaM": -5.3, "deltaMStandardDeviation": 0.7, "settings": {"learning rate": "5e-5", "weight decay": "1e-4", "weights": "0.1, 0.1, 0.8"}, "epochs": "360.4"},
          {"method": "ew", "label": "EW", "values": [0.411, 0.666, 0.512, 0.207, 28.1, 23.2, 0.231, 0.487, 0.618], "deltaM": 4.6, "deltaMStandardDeviation": 2.5, "settings": {"learning rate": "5e-5", "weight decay": "1e-3"}, "epochs": "380.0"},
          {"method": "rlw", "label": "RLW", "values": [0.394, 0.655, 0.523, 0.208, 28.9, 24.3, 0.22, 0.467, 0.599], "deltaM": 7.7, "deltaMStandardDeviation": 2.3, "settings": {"learning rate": "5e-5", "weight decay": "1e-4"}, "epochs": "388.8"},
          {"method": "dwa", "label": "DWA", "values": [0.412, 0.666, 0.509, 0.207, 28.0, 23.0, 0.234, 0.49, 0.621], "deltaM": 4.2, "deltaMStandardDeviation": 2.1, "settings": {"learning rate": "5e-5", "weight decay": "1e-3", "temperature": "2"}, "epochs": "376.4"},
          {"method": "gls", "label": "GLS", "values": [0.38, 0.64, 0.516, 0.211, 26.8, 21.4, 0.261, 0.521, 0.649], "deltaM": 2.4, "deltaMStandardDeviation": 1.8, "settings": {"learning rate": "1e-4", "weight decay": "1e-4"}, "epochs": "372.0"},
          {"method": "imtl-l", "label": "IMTL-L", "values": [0.395, 0.656, 0.498, 0.204, 26.4, 20.8, 0.269, 0.534, 0.66], "deltaM": -0.3, "deltaMStandardDeviation": 1.5, "settings": {"learning rate": "5e-5", "weight decay": "1e-3"}, "epochs": "363.0"},
          {"method": "uw", "label": "UW", "values": [0.394, 0.655, 0.499, 0.201, 26.4, 20.8, 0.269, 0.535, 0.661], "deltaM": -0.3, "deltaMStandardDeviation": 2.6, "settings": {"learning rate": "5e-5", "weight decay": "1e-3"}, "epochs": "386.0"},
          {"method": "uw-so", "label": "UW-SO", "values": [0.405, 0.666, 0.508, 0.205, 25.7, 20.0, 0.282, 0.551, 0.675], "deltaM": -2.3, "deltaMStandardDeviation": 1.1, "settings": {"learning rate": "5e-5", "weight decay": "1e-4", "temperature": "3"}, "epochs": "363.8"},
          {"method": "uw-o", "label": "UW-O", "deltaM": 0.0, "settings": {}}
        ]
      },
      {
        "name": "nyuv2-resnet50",
        "title": "NYUv2, ResNet-50",
        "source": "Kirchdorfer, Elich, Kutsche, Stuckenschmidt, Schott and Köhler, Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning, GCPR 2024 (arXiv 2408.07985v1), table 2",
        "data": "nyuv2",
        "trunk": "resnet50",
        "sharing": "hard",
        "split": "test",
        "seeds": 5,
        "convention": "metricMean",
        "recomputes": true,
        "protocol": "636 / 159 / 654 images for training, validation and test; 288 × 384; batch 2. Adam, at most 400 epochs, rate halved after 100; learning rate, weight decay and the method's own parameter tuned on one seed by validation Δm, with early stopping on validation Δm; then five seeds.",
        "notes": [
          "Δm is against the single-task SegNet, not against this network trained for one task.",
          "The caption gives the fixed weights of Scalarization as 0.8, 0.1, 0.1 for segmentation, depth and normals. The order is almost certainly reversed: the curve of the weights and the text have 0.8 at the normals. Here it is 0.1, 0.1, 0.8.",
          "UW-O: table 4, which prints Δm alone."
        ],
        "metrics": [
          {"task": "segmentation", "name": "mIoU", "unit": "", "better": "higher"},
          {"task": "segmentation", "name": "pixel-accuracy", "unit": "", "better": "higher"},
          {"task": "depth", "name": "absolute-error", "unit": "m", "better": "lower"},
          {"task": "depth", "name": "relative-error", "unit": "", "better": "lower"},
          {"task": "normals", "name": "angle-mean", "unit": "°", "better": "lower"},
          {"task": "normals", "name": "angle-median", "unit": "°", "better": "lower"},
          {"task": "normals", "name": "within-11.25", "unit": "", "better": "higher"},
          {"task": "normals", "name": "within-22.5", "unit": "", "better": "higher"},
          {"task": "normals", "name": "within-30", "unit": "", "better": "higher"}
        ],
        "baseline": {"network": "SegNet trained for one task at a time", "values": [0.361, 0.625, 0.601, 0.252, 24.8, 18.3, 0.312, 0.585, 0.701]},
        "rows": [
          {"method": "scalarization", "label": "Scalarization", "values": [0.48, 0.717, 0.431, 0.168, 25.4, 19.6, 0.298, 0.557, 0.677], "deltaM": -9.7, "deltaMStandardDeviation": 0.2, "settings": {"learning rate": "1e-4", "weight decay": "0", "weights": "0.1, 0.1, 0.8"}, "epochs": "357.6"},
          {"method": "ew", "label": "EW", "values": [0.478, 0.718, 0.428, 0.166, 26.5, 20.9, 0.282, 0.531, 0.652], "deltaM": -7.1, "deltaMStandardDeviation": 0.4, "settings": {"learning rate": "5e-5", "weight decay": "1e-3"}, "epochs": "334.2"},
          {"method": "rlw", "label": "RLW", "values": [0.482, 0.72, 0.433, 0.168, 26.6, 21.1, 0.279, 0.527, 0.649], "deltaM": -6.6, "deltaMStandardDeviation": 0.3, "settings": {"learning rate": "5e-5", "weight decay": "1e-4"}, "epochs": "387.0"},
          {"method": "dwa", "label": "DWA", "values": [0.478, 0.717, 0.431, 0.168, 26.5, 21.0, 0.28, 0.528, 0.65], "deltaM": -6.6, "deltaMStandardDeviation": 0.3, "settings": {"learning rate": "1e-4", "weight decay": "1e-6", "temperature": "2"}, "epochs": "329.2"},
          {"method": "gls", "label": "GLS", "values": [0.469, 0.711, 0.425, 0.166, 25.8, 19.9, 0.296, 0.55, 0.668], "deltaM": -8.7, "deltaMStandardDeviation": 0.4, "settings": {"learning rate": "1e-4", "weight decay": "1e-4"}, "epochs": "347.4"},
          {"method": "imtl-l", "label": "IMTL-L", "values": [0.466, 0.708, 0.434, 0.166, 26.0, 20.2, 0.29, 0.544, 0.664], "deltaM": -7.7, "deltaMStandardDeviation": 0.3, "settings": {"learning rate": "1e-4", "weight decay": "1e-3"}, "epochs": "362.0"},
          {"method": "uw", "label": "UW", "values": [0.485, 0.722, 0.433, 0.169, 26.4, 20.8, 0.282, 0.532, 0.654], "deltaM": -7.2, "deltaMStandardDeviation": 0.2, "settings": {"learning rate": "5e-5", "weight decay": "1e-6"}, "epochs": "324.4"},
          {"method": "uw-so", "label": "UW-SO", "values": [0.477, 0.713, 0.424, 0.165, 25.4, 19.5, 0.298, 0.558, 0.678], "deltaM": -9.8, "deltaMStandardDeviation": 0.2, "settings": {"learning rate": "1e-4", "weight decay": "0", "temperature": "2"}, "epochs": "333.8"},
          {"method": "uw-o", "label": "UW-O", "deltaM": -9.1, "settings": {}}
        ]
      },
      {
        "name": "nyuv2-resnet101",
        "title": "NYUv2, ResNet-101",
        "source": "Kirchdorfer, Elich, Kutsche, Stuckenschmidt, Schott and Köhler, Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning, GCPR 2024 (arXiv 2408.07985v1), table 2",
        "data": "nyuv2",
        "trunk": "resnet101",
        "sharing": "hard",
        "split": "test",
        "seeds": 5,
        "convention": "metricMean",
        "recomputes": true,
        "protocol": "636 / 159 / 654 images for training, validation and test; 288 × 384; batch 2. Adam, at most 400 epochs, rate halved after 100; learning rate, weight decay and the method's own parameter tuned on one seed by validation Δm, with early stopping on validation Δm; then five seeds.",
        "notes": [
          "Δm is against the single-task SegNet, not against this network trained for one task.",
          "The caption gives the fixed weights of Scalarization as 0.8, 0.1, 0.1 for segmentation, depth and normals. The order is almost certainly reversed: the curve of the weights and the text have 0.8 at the normals. Here it is 0.1, 0.1, 0.8.",
          "The caption gives UW-SO the temperature 3; in the plot of the validation split 2 is lowest.",
          "UW-O: table 4, which prints Δm alone."
        ],
        "metrics": [
          {"task": "segmentation", "name": "mIoU", "unit": "", "better": "higher"},
          {"task": "segmentation", "name": "pixel-accuracy", "unit": "", "better": "higher"},
          {"task": "depth", "name": "absolute-error", "unit": "m", "better": "lower"},
          {"task": "depth", "name": "relative-error", "unit": "", "better": "lower"},
          {"task": "normals", "name": "angle-mean", "unit": "°", "better": "lower"},
          {"task": "normals", "name": "angle-median", "unit": "°", "better": "lower"},
          {"task": "normals", "name": "within-11.25", "unit": "", "better": "higher"},
          {"task": "normals", "name": "within-22.5", "unit": "", "better": "higher"},
          {"task": "normals", "name": "within-30", "unit": "", "better": "higher"}
        ],
        "baseline": {"network": "SegNet trained for one task at a time", "values": [0.361, 0.625, 0.601, 0.252, 24.8, 18.3, 0.312, 0.585, 0.701]},
        "rows": [
          {"method": "scalarization", "label": "Scalarization", "values": [0.5, 0.732, 0.417, 0.159, 24.9, 19.0, 0.306, 0.57, 0.689], "deltaM": -12.5, "deltaMStandardDeviation": 0.3, "settings": {"learning rate": "5e-5", "weight decay": "1e-6", "weights": "0.1, 0.1, 0.8"}, "epochs": "341.8"},
          {"method": "ew", "label": "EW", "values": [0.499, 0.734, 0.415, 0.158, 25.9, 20.1, 0.291, 0.546, 0.666], "deltaM": -10.1, "deltaMStandardDeviation": 0.2, "settings": {"learning rate": "5e-5", "weight decay": "1e-4"}, "epochs": "389.0"},
          {"method": "rlw", "label": "RLW", "values": [0.499, 0.731, 0.415, 0.158, 26.1, 20.5, 0.286, 0.539, 0.661], "deltaM": -9.4, "deltaMStandardDeviation": 0.2, "settings": {"learning rate": "5e-5", "weight decay": "0"}, "epochs": "372.6"},
          {"method": "dwa", "label": "DWA", "values": [0.498, 0.733, 0.416, 0.158, 25.9, 20.2, 0.29, 0.544, 0.665], "deltaM": -9.8, "deltaMStandardDeviation": 0.3, "settings": {"learning rate": "5e-5", "weight decay": "0", "temperature": "2"}, "epochs": "364.2"},
          {"method": "gls", "label": "GLS", "values": [0.491, 0.727, 0.41, 0.157, 25.3, 19.4, 0.303, 0.56, 0.678], "deltaM": -11.6, "deltaMStandardDeviation": 0.4, "settings": {"learning rate": "5e-5", "weight decay": "1e-4"}, "epochs": "329.8"},
          {"method": "imtl-l", "label": "IMTL-L", "values": [0.503, 0.733, 0.415, 0.158, 25.8, 20.1, 0.292, 0.546, 0.667], "deltaM": -10.3, "deltaMStandardDeviation": 0.3, "settings": {"learning rate": "5e-5", "weight decay": "1e-6"}, "epochs": "306.0"},
          {"method": "uw", "label": "UW", "values": [0.502, 0.733, 0.414, 0.158, 25.8, 20.1, 0.292, 0.547, 0.667], "deltaM": -10.4, "deltaMStandardDeviation": 0.2, "settings": {"learning rate": "5e-5", "weight decay": "1e-6"}, "epochs": "325.2"},
          {"method": "uw-so", "label": "UW-SO", "values": [0.494, 0.725, 0.412, 0.157, 24.9, 19.0, 0.306, 0.569, 0.687], "deltaM": -12.3, "deltaMStandardDeviation": 0.3, "settings": {"learning rate": "5e-5", "weight decay": "1e-5", "temperature": "3"}, "epochs": "299.2"},
          {"method": "uw-o", "label": "UW-O", "deltaM": -11.9, "settings": {}}
        ]
      },
      {
        "name": "nyuv2-mtan",
        "title": "NYUv2, MTAN on SegNet",
        "source": "Kirchdorfer, Elich, Kutsche, Stuckenschmidt, Schott and Köhler, Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning, GCPR 2024 (arXiv 2408.07985v1), table 2",
        "data": "nyuv2",
        "trunk": "segnet",
        "sharing": "mtan",
        "split": "test",
        "seeds": 3,
        "convention": "metricMean",
        "recomputes": false,
        "protocol": "636 / 159 / 654 images for training, validation and test; 288 × 384; batch 2. Fixed: 200 epochs, Adam at 1e-4, halved after 100, no weight decay, no validation split, the mean over the last 10 epochs on the test split; temperature and fixed weights are tuned nonetheless.",
        "notes": [
          "Δm is against a single-task baseline that is not printed; the SegNet row does not reproduce it, so these Δm are not recomputed.",
          "The caption gives the fixed weights of Scalarization as 0.8, 0.1, 0.1 for segmentation, depth and normals. The order is almost certainly reversed: the curve of the weights and the text have 0.8 at the normals. Here it is 0.1, 0.1, 0.8."
        ],
        "metrics": [
          {"task": "segmentation", "name": "mIoU", "unit": "", "better": "higher"},
          {"task": "segmentation", "name": "pixel-accuracy", "unit": "", "better": "higher"},
          {"task": "depth", "name": "absolute-error", "unit": "m", "better": "lower"},
          {"task": "depth", "name": "relative-error", "unit": "", "better": "lower"},
          {"task": "normals", "name": "angle-mean", "unit": "°", "better": "lower"},
          {"task": "normals", "name": "angle-median", "unit": "°", "better": "lower"},
          {"task": "normals", "name": "within-11.25", "unit": "", "better": "higher"},
          {"task": "normals", "name": "within-22.5", "unit": "", "better": "higher"},
          {"task": "normals", "name": "within-30", "unit": "", "better": "higher"}
        ],
        "rows": [
          {"method": "scalarization", "label": "Scalarization", "values": [0.4, 0.66, 0.534, 0.225, 25.7, 20.6, 0.267, 0.539, 0.671], "deltaM": -1.5, "deltaMStandardDeviation": 0.9, "settings": {"learning rate": "1e-4", "weight decay": "0", "weights": "0.1, 0.1, 0.8"}, "epochs": "191–200"},
          {"method": "ew", "label": "EW", "values": [0.387, 0.648, 0.575, 0.247, 28.0, 23.6, 0.225, 0.479, 0.615], "deltaM": 7.0, "deltaMStandardDeviation": 1.2, "settings": {"learning rate": "1e-4", "weight decay": "0"}, "epochs": "191–200"},
          {"method": "rlw", "label": "RLW", "values": [0.382, 0.637, 0.584, 0.248, 28.5, 24.3, 0.216, 0.465, 0.602], "deltaM": 9.0, "deltaMStandardDeviation": 2.8, "settings": {"learning rate": "1e-4", "weight decay": "0"}, "epochs": "191–200"},
          {"method": "dwa", "label": "DWA", "values": [0.391, 0.649, 0.586, 0.25, 27.8, 23.4, 0.228, 0.483, 0.618], "deltaM": 6.8, "deltaMStandardDeviation": 0.7, "settings": {"learning rate": "1e-4", "weight decay": "0", "temperature": "2"}, "epochs": "191–200"},
          {"method": "gls", "label": "GLS", "values": [0.384, 0.649, 0.528, 0.224, 26.7, 21.9, 0.249, 0.511, 0.644], "deltaM": 1.9, "deltaMStandardDeviation": 1.1, "settings": {"learning rate": "1e-4", "weight decay": "0"}, "epochs": "191–200"},
          {"method": "imtl-l", "label": "IMTL-L", "values": [0.376, 0.637, 0.572, 0.248, 26.4, 21.3, 0.261, 0.523, 0.653], "deltaM": 2.7, "deltaMStandardDeviation": 1.3, "settings": {"learning rate": "1e-4", "weight decay": "0"}, "epochs": "191–200"},
          {"method": "uw", "label": "UW", "values": [0.382, 0.646, 0.55, 0.236, 26.4, 21.3, 0.259, 0.524, 0.655], "deltaM": 1.6, "deltaMStandardDeviation": 1.3, "settings": {"learning rate": "1e-4", "weight decay": "0"}, "epochs": "191–200"},
          {"method": "uw-so", "label": "UW-SO", "values": [0.351, 0.626, 0.556, 0.229, 25.4, 19.8, 0.285, 0.555, 0.68], "deltaM": -0.7, "deltaMStandardDeviation": 0.7, "settings": {"learning rate": "1e-4", "weight decay": "0", "temperature": "2"}, "epochs": "191–200"}
        ]
      },
      {
        "name": "celeba-resnet18",
        "title": "CelebA, ResNet-18",
        "source": "Kirchdorfer, Elich, Kutsche, Stuckenschmidt, Schott and Köhler, Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning, GCPR 2024 (arXiv 2408.07985v1), table 3",
        "data": "celeba",
        "trunk": "resnet18",
        "sharing": "hard",
        "split": "test",
        "seeds": 5,
        "convention": "metricMean",
        "recomputes": false,
        "protocol": "All 40 attributes; 162,770 / 19,867 / 19,962 images for training, validation and test; batch 256; Adam, at most 100 epochs, rate halved every 30; learning rate, weight decay and temperature tuned on one seed by validation Δm; then five seeds. Input size and augmentation are not stated.",
        "notes": [
          "Printed is the mean error over the 40 attributes; Δm is the mean over the 40 relative changes, which does not follow from it.",
          "GLS (not finite) and Scalarization (40 weights) were left out.",
          "UW-O: table 4, which prints Δm alone."
        ],
        "metrics": [
          {"task": "", "name": "error-rate", "unit": "%", "better": "lower"}
        ],
        "baseline": {"network": "ResNet-18 trained for one attribute at a time", "values": [9.24]},
        "rows": [
          {"method": "single-task", "label": "STL", "values": [9.24], "settings": {"learning rate": "5e-4", "weight decay": "1e-4"}},
          {"method": "ew", "label": "EW", "values": [9.0], "deltaM": -2.4, "deltaMStandardDeviation": 0.4, "settings": {"learning rate": "1e-2", "weight decay": "1e-4"}, "epochs": "33.2"},
          {"method": "rlw", "label": "RLW", "values": [9.01], "deltaM": -2.5, "deltaMStandardDeviation": 0.6, "settings": {"learning rate": "1e-3", "weight decay": "1e-4"}, "epochs": "54.4"},
          {"method": "dwa", "label": "DWA", "values": [9.01], "deltaM": -2.5, "deltaMStandardDeviation": 0.7, "settings": {"learning rate": "1e-2", "weight decay": "1e-4", "temperature": "2"}, "epochs": "39.2"},
          {"method": "imtl-l", "label": "IMTL-L", "values": [9.18], "deltaM": -1.2, "deltaMStandardDeviation": 0.9, "settings": {"learning rate": "1e-3", "weight decay": "0"}, "epochs": "5.0"},
          {"method": "uw", "label": "UW", "values": [9.26], "deltaM": -0.1, "deltaMStandardDeviation": 0.7, "settings": {"learning rate": "5e-4", "weight decay": "1e-3"}, "epochs": "6.0"},
          {"method": "uw-so", "label": "UW-SO", "values": [8.95], "deltaM": -4.0, "deltaMStandardDeviation": 0.2, "settings": {"learning rate": "5e-4", "weight decay": "1e-4", "temperature": "100"}, "epochs": "61.2"},
          {"method": "uw-o", "label": "UW-O", "deltaM": -0.6, "settings": {}}
        ]
      },
      {
        "name": "softmax-ablation",
        "title": "What the softmax adds: Δm over data sets and networks",
        "source": "Kirchdorfer, Elich, Kutsche, Stuckenschmidt, Schott and Köhler, Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning, GCPR 2024 (arXiv 2408.07985v1), table 4",
        "data": "",
        "trunk": "",
        "sharing": "hard",
        "split": "test",
        "seeds": 5,
        "convention": "metricMean",
        "recomputes": false,
        "protocol": "As in the tables of each data set and network.",
        "notes": [
          "Each column is Δm, metric mean, lower is better, %."
        ],
        "metrics": [
          {"task": "NYUv2", "name": "Δm, SegNet", "unit": "%", "better": "lower"},
          {"task": "NYUv2", "name": "Δm, ResNet-50", "unit": "%", "better": "lower"},
          {"task": "NYUv2", "name": "Δm, ResNet-101", "unit": "%", "better": "lower"},
          {"task": "Cityscapes", "name": "Δm, SegNet", "unit": "%", "better": "lower"},
          {"task": "Cityscapes", "name": "Δm, ResNet-50", "unit": "%", "better": "lower"},
          {"task": "Cityscapes", "name": "Δm, ResNet-101", "unit": "%", "better": "lower"},
          {"task": "CelebA", "name": "Δm, ResNet-18", "unit": "%", "better": "lower"}
        ],
        "rows": [
          {"method": "imtl-l", "label": "IMTL-L", "values": [-0.3, -7.7, -10.3, 10.6, 0.7, 1.6, -1.2], "settings": {}},
          {"method": "uw-o", "label": "UW-O", "values": [0.0, -9.1, -11.9, 5.5, 2.1, 2.8, -0.6], "settings": {}},
          {"method": "uw-so", "label": "UW-SO", "values": [-2.3, -9.8, -12.3, 4.4, 0.3, 1.1, -4.0], "settings": {}}
        ]
      }
    ]
    """#
}
